using Plugin.Acceptance.Tests.Chaos;
using Plugin.Acceptance.Tests.Cluster;
using Xunit.Runner.InProc.SystemConsole;

// Runs the tests; with a first argument of its own it is the long version of one, or a program that one starts.
return args switch
{
    ["chaos", .. var rest] => await Soak.Run(rest),
    [NewerHub.Role, .. var rest] => await NewerHub.Run(rest),
    _ => await ConsoleRunner.Run(args),
};
