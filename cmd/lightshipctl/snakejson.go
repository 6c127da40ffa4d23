package main

import (
	"encoding/json"
	"reflect"
	"strings"
	"unicode"
)

// snakeCased is a value as JSON whose keys are the names of its fields in snake_case, in their order; what is empty is
// left out but for true, false and numbers, so that a key's value has one kind.
type snakeCased struct{ value reflect.Value }

func newSnakeCased(v any) snakeCased { return snakeCased{reflect.ValueOf(v)} }

// MarshalJSON writes structs, and what holds them, by field; all else as encoding/json does.
func (s snakeCased) MarshalJSON() ([]byte, error) {
	v := s.value
	for v.IsValid() && (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) {
		v = v.Elem()
	}
	switch {
	case !v.IsValid():
		return []byte("null"), nil
	case v.Kind() == reflect.Struct:
		return marshalFields(v)
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8:
		list := make([]snakeCased, v.Len())
		for i := range list {
			list[i].value = v.Index(i)
		}
		return json.Marshal(list)
	}
	return json.Marshal(v.Interface())
}

func marshalFields(v reflect.Value) ([]byte, error) {
	out := []byte{'{'}
	for field, value := range v.Fields() {
		if !field.IsExported() || isEmpty(value) {
			continue
		}
		text, err := snakeCased{value}.MarshalJSON()
		if err != nil {
			return nil, err
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(out, '"'), snake(field.Name)...), `":`...)
		out = append(out, text...)
	}
	return append(out, '}'), nil
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String:
		return v.Len() == 0
	case reflect.Pointer, reflect.Interface:
		return v.IsNil()
	}
	return false
}

// snake is a Go name in snake_case; an abbreviation is one word: "LockFile" is lock_file, "TLS" tls, "IDOfBuild" id_of_build.
func snake(name string) string {
	var out strings.Builder
	letters := []rune(name)
	for i, r := range letters {
		starts := unicode.IsUpper(r) && i > 0 &&
			(!unicode.IsUpper(letters[i-1]) || i+1 < len(letters) && unicode.IsLower(letters[i+1]))
		if starts {
			out.WriteByte('_')
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}
