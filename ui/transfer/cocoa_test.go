package transfer

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// messages calls f with each selector that is named in the source for macOS, and how many
// arguments it is given there, or has as a method. Neither is checked by the compiler.
func messages(t *testing.T, f func(at, selector string, arguments int)) {
	t.Helper()
	sources, err := filepath.Glob("*_darwin*.go")
	if err != nil || len(sources) == 0 {
		t.Fatalf("no source was found: %v", err)
	}
	files := token.NewFileSet()
	for _, source := range sources {
		parsed, err := parser.ParseFile(files, source, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 2 {
				return true
			}
			name, of := called(call.Fun), 1
			if name == "method" {
				of = 0
			}
			literal, ok := call.Args[of].(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			selector, _ := strconv.Unquote(literal.Value)
			at := files.Position(call.Pos()).String()
			switch name {
			case "send", "ask":
				f(at, selector, len(call.Args)-2)
			case "method":
				if function, ok := call.Args[1].(*ast.FuncLit); ok {
					f(at, selector, function.Type.Params.NumFields()-2) // the object and the selector
				}
			}
			return true
		})
	}
}

// called returns the name of the function that is called.
func called(function ast.Expr) string {
	if of, ok := function.(*ast.IndexExpr); ok {
		function = of.X
	}
	if name, ok := function.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}

func TestMessagesHaveTheArgumentsThatTheirSelectorsName(t *testing.T) {
	found := 0
	messages(t, func(at, selector string, arguments int) {
		found++
		if want := strings.Count(selector, ":"); arguments != want {
			t.Errorf("%s: %s has %d arguments", at, selector, arguments)
		}
	})
	if found < 40 {
		t.Errorf("only %d messages were found", found)
	}
}
