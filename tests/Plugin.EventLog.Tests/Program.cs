using Plugin.EventLog.Tests.Faults;
using Plugin.EventLog.Tests.Faults.Writing;
using Xunit.Runner.InProc.SystemConsole;

// Runs the tests; with a first argument of its own it is the program that the fault tests start and kill, or their long version.
return args switch
{
    ["writer", .. var rest] => await WriterProgram.Run(rest),
    ["soak", .. var rest] => await Soak.Run(rest),
    _ => await ConsoleRunner.Run(args),
};
