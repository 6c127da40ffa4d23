package secret

import "testing"

func TestWhichNamesAreThoseOfSecrets(t *testing.T) {
	for name, want := range map[string]bool{
		"DB_PASSWORD": true, "NPM_TOKEN": true, "AWS_SECRET_ACCESS_KEY": true, "API_KEY": true, "apikey": true, "GITHUB_PAT": true,
		"SSH_PRIVATE_KEY": true, "CLIENT_SECRET": true, "PASSWD": true, "PGPASSWORD": true, "MYSQL_PWD": true, "PGPASS": true,
		"DB_PASS": true, "dbPassword": true, "clientSecret": true, "spring.datasource.password": true, "DEPLOY_KEY": true,
		"PASSWORD_FILE": false, "JWT_PUBLIC_KEY": false, "TOKEN_URL": false, "KEYBOARD": false, "PATH": false, "COMPAT": false, "KEY": false,
		"TOKENIZERS_PARALLELISM": false, "SECRET_NAME": false, "PWD": false, "OLD_PWD": false, "BYPASS": false, "COMPASS": false, "KEY_TYPE": false,
	} {
		if got := IsName(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	for name, want := range map[string]bool{
		"PASS": true, "AUTH": true, "KEY": true, "APP_KEY": true, "SENTRY_DSN": true, "_auth": true, "cookie": true,
		"PUBLIC_KEY": false, "MONKEY": false, "AUTHOR": false, "PATH": false, "AUTH_URL": false, "": false,
	} {
		if got := MayBeName(name); got != want {
			t.Errorf("masked, %s: %v", name, got)
		}
	}
}
