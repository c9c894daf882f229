package app

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// crashKey names the variable that has a test process crash, in the folder it is in.
const crashKey = "WHEREABOUTS_TEST_CRASH"

// TestCrashingProcess is no test but the process that the next one has crash.
func TestCrashingProcess(t *testing.T) {
	if os.Getenv(crashKey) == "" {
		t.Skip("it is only run by other tests")
	}
	report, err := ReportCrashes(".", "1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	report.Note("webgpu failed")
	done := make(chan struct{})
	go func() { // not the goroutine of the test, which would recover
		defer close(done)
		panic("out of luck")
	}()
	<-done
}

func TestACrashLeavesAReport(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrashingProcess$")
	cmd.Env = append(os.Environ(), crashKey+"=yes")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err == nil {
		t.Fatalf("it did not crash: %s", out)
	}
	report := LastCrash(dir)
	if report == "" {
		t.Fatal("there is no report")
	}
	content, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"Whereabouts 1.2.3\n", "webgpu failed\n", "panic: out of luck", "TestCrashingProcess", "crash_test.go"} {
		if !strings.Contains(string(content), part) {
			t.Errorf("the report does not say %q:\n%s", part, content)
		}
	}
}

func TestWithoutACrashNoReportIsLeft(t *testing.T) {
	dir := t.TempDir()
	report, err := ReportCrashes(dir, "1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	if got := LastCrash(dir); got != "" {
		t.Errorf("a program that runs is taken for crashed: %s", got)
	}
	if err := report.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestOldReportsGo(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string, age time.Duration) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		when := time.Now().Add(-age)
		if err := os.Chtimes(path, when, when); err != nil {
			t.Fatal(err)
		}
	}
	for i := range reportsKept + 3 {
		write(fmt.Sprintf("2020-01-%02d.txt", i+1), "Whereabouts\npanic: no\n\ngoroutine 1 [running]:\n", 0)
	}
	write("2020-02-01.txt", "Whereabouts\n", 2*leftover)
	write("2020-02-02.txt", "Whereabouts\n", 0)
	tidyReports(dir)
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != reportsKept+1 || filepath.Base(left[0]) != "2020-01-04.txt" || filepath.Base(left[reportsKept]) != "2020-02-02.txt" {
		t.Errorf("left are %q: %v", left, err)
	}
	if got := filepath.Base(LastCrash(dir)); got != "2020-01-13.txt" {
		t.Errorf("the last crash is %s", got)
	}
}
