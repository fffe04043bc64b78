using Plugin.Acceptance.Tests.Chaos;
using Xunit.Runner.InProc.SystemConsole;

// Runs the tests; with a first argument of its own it is the long version of one.
return args switch
{
    ["chaos", .. var rest] => await Soak.Run(rest),
    _ => await ConsoleRunner.Run(args),
};
