package secret

// word is a secret as a word of a command: no variable, no flag and no path.
const word = `["']?([^\s"'$|;&<>/-][^\s"'|;&<>]{2,})`

// rest leads on in the same command.
const rest = `[^\n;|&]*?\s`

// commands are secrets that a command takes at a place of its own. The manuals of the commands say where.
var commands = []form{
	of("mongo influx", `\b(?:mongo[a-z]*|influx)\b`+rest+`-p\s+`+word),
	of("sqlcmd bcp zip", `\b(?:sqlcmd|bcp|unzip|zip)\b`+rest+`-P\s*`+word),
	of("7z", `\b7z[ar]?\b`+rest+`-p`+word),
	of("smb", `\bsmb[a-z]+\b`+rest+`(?:-U|--user[ =])\s*["']?[^\s%"']+%([^\s"'$]{3,})`),
	of("htpasswd", `\bhtpasswd\s+(?:-\S+\s+)*-[A-Za-z]*b[A-Za-z]*\s+(?:-\S+\s+)*(?:\S+\s+)?\S+\s+`+word),
	of("chpasswd", `\b(?:echo|printf)\s+(?:-\S+\s+)?["']?[\w.-]+:([^\s"'$|]{3,})["']?\s*\|[^\n;&]*\bchpasswd`),
	of("-stdin sudo --with-token", `\b(?:echo|printf)\s+(?:-\S+\s+)?`+word+`["']?\s*\|[^\n;&|]*(?:--(?:password-)?stdin|sudo\s+-S|--with-token)`),
	of("useradd usermod", `\buser(?:add|mod)\b`+rest+`-p\s+`+word),
	of("mysqladmin", `\bmysqladmin\b`+rest+`password\s+`+word),
	of("rabbitmqctl", `\brabbitmqctl\s+(?:add_user|change_password)\s+\S+\s+`+word),
	of("openssl", `\bopenssl\s+enc\b`+rest+`-k\s+`+word),
	of("pass:", `-pass(?:in|out)?\s+["']?pass:([^\s"'$]{3,})`),
	of("login", `\b(?:cargo|vault)\s+login\s+(?:token=)?`+word),
	of("auth:token", `\bauth:token\s+`+word),
	of("config", `(?i)\bconfig(?:ure)?\s+(?:set\s+|-g\s+|--global\s+)*[^\s=]*(?:token|password|secret|oauth)[^\s=]*[\s=]+`+word),
	of("http-basic", `\bhttp-basic\.\S+\s+\S+\s+`+word),
	of("bundle", `\bbundle\s+config\b`+rest+`[\w.-]+\.\w+\s+[\w.-]+:([^\s"'$]{3,})`),
	of("--from-literal", `(?i)--from-literal[=\s]["']?[^\s=]*(?:pass|token|secret|key)[^\s=]*=([^\s"'$]{3,})`),
	of("bearer", `(?i)\bbearer\s+([A-Za-z0-9._~+/=-]{20,})`),
	of("pass token secret key", `(?i)<(?:[\w.-]+:)?(?:password|passwd|passphrase|token|secret|secretkey|apikey|privatekey)>\s*([^<\s$]{3,})\s*</`),
	of("jdbc:oracle", `jdbc:oracle:\w+:[^\s/@]+/([^\s@"'$]{3,})@`),
	of("pwd", `(?i)(?:[;?&]\s*pwd=|["']pwd["']\s*:\s*["'])([^\s;&"'$]{3,})`),
	of("sig=", `[?&]sig=([A-Za-z0-9%+/=_-]{20,})`),
}
