package record

// Trace is what the program and all that it started asked of the system.
type Trace struct {
	// On says that it was traced; Why says why not.
	On  bool   `json:"on"`
	Why string `json:"why,omitempty"`
	// Files are in the order in which they were first asked for; Dropped says how often files were asked for when no more
	// were kept.
	Files   []File `json:"files,omitempty"`
	Dropped int    `json:"dropped,omitempty"`
	// Connections were tried, Binds failed.
	Connections []Connection `json:"connections,omitempty"`
	Binds       []Connection `json:"binds,omitempty"`
	// Foreign says that a process made calls of another architecture (32 bits), which are not seen.
	Foreign bool `json:"foreign,omitempty"`
	// Raised are programs that were run and that give more rights to whoever runs them (setuid); traced, they do not.
	Raised []string `json:"raised,omitempty"`
}

// Op is what was done with a file.
type Op string

// What is done with files.
const (
	// Read is opening to read, Write opening to write or to make.
	Read  Op = "read"
	Write Op = "write"
	// List is reading a folder.
	List Op = "list"
	// Run is starting a program.
	Run Op = "run"
	// Look is asking whether it is there, or what it is.
	Look Op = "look"
	// Make is making a folder or a link; Remove and Change (owner, rights, name, size) speak for themselves.
	Make   Op = "make"
	Remove Op = "remove"
	Change Op = "change"
)

// File is one path and one thing that was tried with it, however often.
type File struct {
	// Path is absolute and clean; links in it are not followed.
	Path string `json:"path"`
	// As is how the program spelled it when that was not absolute.
	As string `json:"as,omitempty"`
	Op Op     `json:"op"`
	// Error is such as "ENOENT", empty when it went well.
	Error string `json:"error,omitempty"`
}

// Connection is an address that a program connected to or bound.
type Connection struct {
	// Network is "tcp", "udp" or "unix".
	Network string `json:"network"`
	// Address is without the port; a path for unix sockets.
	Address string `json:"address"`
	Port    int    `json:"port,omitempty"`
	// Error is such as "ECONNREFUSED"; "EINPROGRESS" when the program did not wait for the answer.
	Error string `json:"error,omitempty"`
}

// Name is one line of a probe that answers for the names of hosts: a name that was asked for.
type Name struct {
	Name string `json:"name"`
	// Type is such as "A", "AAAA" or "SRV".
	Type string `json:"type"`
	// Address is what was answered; empty when the answer was that there is none.
	Address string `json:"address,omitempty"`
}
