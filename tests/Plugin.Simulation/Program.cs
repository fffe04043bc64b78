using Plugin.Simulation;
using Plugin.Simulation.Planted;
using Xunit.Runner.InProc.SystemConsole;

// Runs the tests; with a first argument of its own it plays one schedule for people to read, or as many as one has time for.
return args switch
{
    ["play", var seed] => Play(int.Parse(seed), Seams.Right),
    ["play", var seed, var bug] => Play(int.Parse(seed), Bugs.All[bug]),
    ["soak", var count] => Soak(1, int.Parse(count)),
    ["soak", var count, var first] => Soak(int.Parse(first), int.Parse(count)),
    ["soak", var count, var first, var bug] => Soak(int.Parse(first), int.Parse(count), Bugs.All[bug]),
    _ => await ConsoleRunner.Run(args),
};

static int Play(int seed, Seams seams)
{
    var telling = Story.Play(seed, seams, isRead: true);
    var failure = Campaign.Judge(telling);
    Console.WriteLine(telling.Trace);
    Console.WriteLine(failure is null ? $"Seed {seed} keeps every promise." : $"Seed {seed}: {failure}");
    return failure is null ? 0 : 1;
}

static int Soak(int first, int count, Seams? seams = null)
{
    var outcome = Campaign.Run(first, count, seams: seams);
    Console.WriteLine(outcome.Summary());
    if (outcome.Failures.Count > 0)
    {
        Console.WriteLine(outcome);
    }

    return outcome.Failures.Count == 0 ? 0 : 1;
}
