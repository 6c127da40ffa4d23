package secret

import (
	"strings"
	"testing"
	"time"
)

const some = "Zx9-fbWq7Lm2"

func TestWhatHasTheFormOfASecretIsMasked(t *testing.T) {
	word := strings.Repeat("aB3dE5gH", 6)
	var m *Masker
	for _, text := range []string{
		"RUN tool --password " + some, "tool --password=" + some, "tool --db-password '" + some + "'", "tool --api-key " + some, "tool -token=" + some,
		`CMD ["tool", "--password", "` + some + `"]`,
		"mysql -h db -u root -p" + some + " shop", "mysqldump -uroot -p" + some, "docker login -u bot -p " + some + " reg.example.com",
		"sshpass -p " + some + " ssh host", "redis-cli -h cache -a " + some + " ping", "requirepass " + some,
		"curl -u bot:" + some + " https://example.com", "curl --user bot:" + some + " x", "wget --proxy-user=me:" + some,
		"curl -H 'Authorization: Bearer " + some + "' x", "curl -H \"Authorization: Basic " + some + "\" x", "PRIVATE-TOKEN: " + some, "X-Api-Key: " + some,
		"//registry.npmjs.org/:_authToken=" + some, "_auth = " + some, "_password=\"" + some + "\"",
		"machine example.com login bot password " + some, "machine a\n  login b\n  password " + some + "\n",
		"git clone https://bot:" + some + "@example.com/x.git", "postgres://app:" + some + "@db/shop", "redis://:" + some + "@cache:6379",
		"git clone https://" + word[:30] + "@example.com/x.git", "https://example.com/x?token=" + some + "&v=2", "https://example.com/x?a=1&api_key=" + some,
		`{"password": "` + some + `"}`, `{\"password\":\"` + some + `\"}`, "password: " + some, "  db_pass: '" + some + "'", "clientSecret: " + some, "spring.datasource.password=" + some,
		"ENV DB_PASSWORD " + some, "env PGPASS " + some, "ENV A=b PGPASSWORD=" + some, "export MYSQL_PWD=" + some, "APP_KEY=" + some, "AUTH=" + some, "pass = \"" + some + "\"",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0." + word, "-----BEGIN RSA PRIVATE KEY-----\n" + word + "\n-----END RSA PRIVATE KEY-----", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n" + word,
		"mysqladmin -u root password " + some, "mongosh -u a -p " + some + " db", "echo '" + some + "' | docker login -u a --password-stdin", "echo " + some + " | sudo -S id",
		"smbclient -U bot%" + some, "rabbitmqctl add_user bot " + some, "htpasswd -bc .htpasswd bot " + some, "openssl enc -aes256 -k " + some, "openssl rsa -passin pass:" + some,
		"unzip -P " + some + " a.zip", "7z x -p" + some + " a.7z", "gpg --passphrase " + some + " -d x", "keytool -storepass " + some + " -alias a", "echo 'root:" + some + "' | chpasswd",
		"useradd -m -p " + some + " bot", "npm config set //registry.npmjs.org/:_authToken " + some, "yarn config set npmAuthToken " + some, "poetry config http-basic.shop bot " + some,
		"poetry config pypi-token.pypi " + some, "cargo login " + some, "bundle config --global gems.example.com bot:" + some, "composer config -g github-oauth.github.com " + some,
		"aws configure set aws_secret_access_key " + some, "<password>" + some + "</password>", `"pwd": "` + some + `"`, "Server=db;Uid=a;Pwd=" + some + ";", "jdbc:oracle:thin:app/" + some + "@db:1521",
		"curl --oauth2-bearer " + some + " x", "sqlcmd -S db -U sa -P " + some, "vault login " + some, "kubectl create secret generic a --from-literal=password=" + some, "bearer " + word,
		"tool --pass " + some, "sshpass -p'" + some + "' ssh x", "mysql -u a -p'" + some + "'", "redis-cli -a" + some, "--requirepass=" + some, "nats://" + word[:30] + "@host", "default login a password " + some,
		"https://x.blob.core.windows.net/a?sv=1&sig=" + word, "https://example.com/x?a=b&pwd=" + some, "gsk_" + word, "r8_" + word[:37], "xai-" + word, "ATATT3xFfGF0" + word, "PuTTY-User-Key-File-3: x\nPrivate-Lines: 1\n" + word + "\n",
		"ghp_" + word[:36], "github_pat_" + word, "glpat-" + word[:20], "AKIA" + strings.Repeat("A2", 8), "xoxb-1234567890-" + word, "npm_" + word[:36], "pypi-" + word,
		"sk_live_" + word, "rk_test_" + word, "whsec_" + word, "sk-proj-" + word, "AIza" + word[:35], "dckr_pat_" + word[:27], "hf_" + word[:34], "dop_v1_" + strings.Repeat("a1", 32),
		"shpat_" + strings.Repeat("a1", 16), "SG." + word[:22] + "." + word[:43], "hvs." + word, "https://hooks.slack.com/services/T00000000/B00000000/" + word[:24],
		"AccountKey=" + word + "==;EndpointSuffix=x", "123456789:AA" + word[:33],
	} {
		got := m.Mask(text)
		if strings.Contains(got, some) || strings.Contains(got, word[:16]) || !strings.Contains(got, Masked) {
			t.Errorf("%q is shown as %q", text, got)
		}
		if again := m.Mask(got); again != got {
			t.Errorf("masked twice: %q", again)
		}
	}
}

func TestWhatIsNoSecretStays(t *testing.T) {
	m := &Masker{}
	m.Learn("ENV DB_PASS=app\n")
	for _, text := range []string{
		"application of /app2 and myapp", "export API_KEY=$VALUE", "password: ${PASSWORD}", "--token $(cat /run/secrets/t)", "docker run -p 8080:80 x",
		"RUN --mount=type=secret,id=npm npm ci", "docker build --secret id=npm,src=.npmrc .", "PASSWORD_FILE=/run/secrets/password", "PWD=/src/application", "KEY=/etc/ssl/key.pem",
		"adduser --disabled-password --gecos Web site", "adduser --disabled-password webuser", "initdb --no-password -U postgres", "MYSQL_ALLOW_EMPTY_PASSWORD=yes", "SECRET_KEY=build python manage.py collectstatic", "cp -p a b", "mkdir -p x", "FROM registry.example.com:5000/team/app2:1.2",
		"https://example.com:8443/path", "-----BEGIN PUBLIC KEY-----", "TOKENIZERS_PARALLELISM=false", "user:name", "zip -P", "docker login --password-stdin", "cargo login --registry x", "vault login -method=aws", "npm config set registry https://registry.npmjs.org/",
		"git config --global user.name Somebody", "npm config set token $TOKEN", "echo $PASSWORD | docker login -u a --password-stdin", "cat /run/secrets/p | sudo -S id", "echo root:$PASSWORD | chpasswd", "mongo --port 27017", "<password>${db.password}</password>",
		"bearer token", "openssl enc -kfile /run/k", "make --pass-through x", "cp -p a b && zip -r a.zip b", "user:name", "useradd -m -d /home/somebody somebody", "sha256:" + strings.Repeat("ab", 32), "git@github.com:a/b.git",
	} {
		if got := m.Mask(text); got != text {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
}

func TestAKnownValueIsMaskedHoweverItIsWritten(t *testing.T) {
	m := &Masker{}
	m.AddNamed(map[string]string{"NPM_TOKEN": `a"b&c/d e<f`, "VERSION": "1.4.2-something", "KEY_FILE": "/etc/key", "URL": "https://u:pa55w0rd@h/x"})
	for _, text := range []string{`a"b&c/d e<f`, `a\"b\u0026c/d e\u003cf`, "a&#34;b&amp;c/d e&lt;f", "a%22b%26c%2Fd+e%3Cf", "YSJiJmMvZCBlPGY=", "pa55w0rd"} {
		if got := m.MaskSure("x " + text + " y"); got != "x "+Masked+" y" {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
	if text := "1.4.2-something /etc/key"; m.Mask(text) != text {
		t.Error("what is no secret is masked")
	}
	both := &Masker{}
	both.AddFrom(m)
	both.AddFrom(nil)
	if got := both.Mask("pa55w0rd"); got != Masked {
		t.Errorf("what another knows is shown: %q", got)
	}
}

func TestMaskingALongLogTakesLittleTime(t *testing.T) {
	m := &Masker{}
	m.Add("hunter2hunter2")
	line := "#12 3.456 Downloading https://files.example.com/packages/ab/cd/some_package-1.2.3-cp312-manylinux.whl (12.3 MB)\n"
	start := time.Now()
	for range 20_000 {
		m.Mask(line)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("20,000 lines took %s", took)
	}
}

func TestATextThatIsASecretAsAWholeIsMaskedLineByLine(t *testing.T) {
	m := &Masker{}
	m.AddWhole("first-line-of-it\nsecond-line-of-it\n")
	if got := m.Mask("it printed second-line-of-it, then first-line-of-it"); strings.Contains(got, "line-of-it") {
		t.Error(got)
	}
}
