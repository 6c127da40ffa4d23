package rules

import (
	"slices"
	"strings"
)

// caller is a program that runs apt itself.
type caller struct {
	// program is its name, or that of the package it comes in.
	program string
	// words are those of which one must be among its arguments; none means that it always may.
	words string
	// source says where that is known from.
	source string
}

// aptCallers are programs that install packages of Debian and Ubuntu by apt, apt-get itself left out.
func aptCallers() []caller {
	return []caller{
		{"aptitude", "", "Debian's package of that name"},
		{"apt-cache", "", "apt-cache(8): it reads the lists"},
		{"apt-file", "", "Debian's package of that name"},
		{"apt-fast", "", "github.com/ilikenwf/apt-fast"},
		{"nala", "", "Debian's package of that name"},
		{"tasksel", "", "Debian's package of that name"},
		{"gdebi", "", "Debian's package of that name"},
		{"mk-build-deps", "", "Debian's package devscripts"},
		{"unattended-upgrade", "", "Debian's package unattended-upgrades"},
		{"unattended-upgrades", "", "Debian's package of that name"},
		{"do-release-upgrade", "", "Ubuntu's package ubuntu-release-upgrader-core"},
		{"add-apt-repository", "", "Debian's package software-properties-common: it updates the lists"},
		{"apt-add-repository", "", "Debian's package software-properties-common: it updates the lists"},
		{"install_packages", "", "github.com/bitnami/minideb"},
		{"clean-install", "", "Kubernetes' debian-base image"},
		{"install-packages", "", "gitpod's workspace images"},
		{"upgrade-packages", "", "gitpod's workspace images"},
		{"install-php-extensions", "", "github.com/mlocati/docker-php-extension-installer"},
		{"xx-apt", "", "github.com/tonistiigi/xx"},
		{"xx-apt-get", "", "github.com/tonistiigi/xx"},
		{"playwright", "install-deps --with-deps", "playwright.dev/docs/browsers"},
		{"patchright", "install-deps --with-deps", "playwright.dev/docs/browsers"},
		{"playwright-core", "install-deps --with-deps", "playwright.dev/docs/browsers"},
		{"@playwright/test", "install-deps --with-deps", "playwright.dev/docs/browsers"},
		{"@puppeteer/browsers", "--install-deps", "pptr.dev/browsers-api"},
		{"puppeteer", "--install-deps", "pptr.dev/browsers-api"},
		{"rosdep", "install", "docs.ros.org/en/independent/api/rosdep"},
		{"opam", "install depext", "opam.ocaml.org/doc/Manual.html: depexts"},
		{"rvm", "install requirements autolibs", "rvm.io/rvm/autolibs"},
		{"ruby-install", "", "github.com/postmodern/ruby-install: it installs what Ruby is built with"},
		{"ansible", "", "docs.ansible.com: the module apt"},
		{"ansible-playbook", "", "docs.ansible.com: the module apt"},
		{"ansible-pull", "", "docs.ansible.com: the module apt"},
		{"chef-client", "", "docs.chef.io: the resource package"},
		{"chef-solo", "", "docs.chef.io: the resource package"},
		{"puppet", "apply agent", "help.puppet.com: the type package"},
		{"salt-call", "", "docs.saltproject.io: the state pkg"},
		{"pyinfra", "", "docs.pyinfra.com: the operation apt"},
	}
}

// calledBy says whether words call a program that runs apt.
func calledBy(words []string) bool {
	return slices.ContainsFunc(aptCallers(), func(c caller) bool {
		at := slices.IndexFunc(words, func(w string) bool {
			name, _, _ := strings.Cut(strings.TrimPrefix(w, "@"), "@")
			return name == strings.TrimPrefix(c.program, "@") || strings.HasSuffix(w, "/"+c.program)
		})
		return at >= 0 && (c.words == "" || slices.ContainsFunc(words[at+1:], func(w string) bool { return has(c.words, w) }))
	})
}

// aptMarks are what a file that runs apt is known by, in whatever language it is written.
var aptMarks = []string{
	"apt-get", "apt install", "apt update", "apt -y", "apt-cache", "aptitude", "add-apt-repository", "install-deps", "--with-deps", "install_packages",
	"import apt", `"apt"`, `'apt'`, "pak::", "ansible",
}

// marked says whether a text may run apt.
func marked(text string) bool {
	return slices.ContainsFunc(aptMarks, func(mark string) bool { return strings.Contains(text, mark) })
}

// quietInstallers are parts of the addresses of scripts for the shell that install a tool and run no package manager.
var quietInstallers = []string{
	"sh.rustup.rs", "static.rust-lang.org/rustup", "astral.sh/", "install.python-poetry.org", "bootstrap.pypa.io/", "bun.sh/install",
	"deno.land/", "get.pnpm.io/", "nvm-sh/nvm/", "creationix/nvm/", "get.helm.sh/", "helm/helm/", "getcomposer.org/", "get.sdkman.io",
	"fnm.vercel.app/", "get.volta.sh", "pyenv.run", "golangci/golangci-lint/", "aquasecurity/trivy/", "anchore/syft/", "taskfile.dev/",
	"just.systems/", "dot.net/", "dotnet.microsoft.com/", "foundry.paradigm.xyz",
}

// quietScripts are names of scripts that come with sources or are downloaded, and that run no package manager.
const quietScripts = "configure Configure config config.guess buildconf autogen.sh bootstrap.sh gradlew mvnw manage.py setup.py get-pip.py " +
	"install-poetry.py get-poetry.py ez_setup.py waf b2 rustup-init rustup-init.sh nvm.sh nvm-init cargo-env env activate dotnet-install.sh " +
	"composer-setup.php artisan console gulp grunt webpack vite tsc next ng"
