package node

// packages are those that bring a program of another name than their own. Where a package has the program's name, it does not bring it:
// sequelize has none, sequelize-cli does. Source: "bin" in the packages' own manifests.
var packages = map[string]string{
	"pm2-runtime": "pm2", "pm2-docker": "pm2", "nest": "@nestjs/cli", "vue-cli-service": "@vue/cli-service", "tsc": "typescript", "tsserver": "typescript",
	"ng": "@angular/cli", "remix": "@remix-run/dev", "remix-serve": "@remix-run/serve", "react-router": "@react-router/dev", "react-router-serve": "@react-router/serve",
	"babel": "@babel/cli", "babel-node": "@babel/node", "swc": "@swc/cli", "sirv": "sirv-cli", "ws": "local-web-server", "strapi": "@strapi/strapi",
	"apollo": "apollo-server", "docusaurus": "@docusaurus/core", "sequelize": "sequelize-cli", "dotenv": "dotenv-cli", "mikro-orm": "@mikro-orm/cli",
	"graphql-codegen": "@graphql-codegen/cli", "gql-gen": "@graphql-codegen/cli", "sls": "serverless", "run-s": "npm-run-all", "run-p": "npm-run-all",
	"cross-env-shell": "cross-env", "tsnd": "ts-node-dev", "ts-node-esm": "ts-node", "ts-node-script": "ts-node", "craco": "@craco/craco",
	"keystone": "@keystone-6/core", "moleculer-runner": "moleculer", "feathers": "@feathersjs/cli", "rw": "@redwoodjs/core", "rw-server": "@redwoodjs/api-server",
	"medusa": "@medusajs/cli", "eleventy": "@11ty/eleventy", "quasar": "@quasar/cli", "svelte-kit": "@sveltejs/kit",
	"ncc":                   "@vercel/ncc",
	"openapi-generator-cli": "@openapitools/openapi-generator-cli", "firebase": "firebase-tools", "netlify": "netlify-cli",
	"webpack": "webpack-cli",
}

// packageOf is the package that brings a program: the one of its name but for some.
func packageOf(bin string) string {
	if name, other := packages[bin]; other {
		return name
	}
	return bin
}
