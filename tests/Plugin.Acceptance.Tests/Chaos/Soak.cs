using System.Globalization;
using System.Security.Cryptography;
using Plugin.Testing;

namespace Plugin.Acceptance.Tests.Chaos;

/// <summary><c>chaos FILE.json [SECONDS [SEED]]</c>: the long version of the test, with its figures added to a file.</summary>
internal static class Soak
{
    private const int UsualSeconds = 300;

    public static async Task<int> Run(string[] args)
    {
        if (args is not [var file, .. var rest] || rest.Length > 2 || rest.Any(text => !int.TryParse(text, CultureInfo.InvariantCulture, out _)))
        {
            Console.Error.WriteLine("usage: chaos FILE.json [SECONDS [SEED]]");
            return 2;
        }

        var seconds = rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : UsualSeconds;
        var seed = rest.Length > 1 ? int.Parse(rest[1], CultureInfo.InvariantCulture) : RandomNumberGenerator.GetInt32(1_000_000);
        Console.WriteLine($"{seconds} s of faults, seed {seed}");
        var outcome = await Trial.Run(TimeSpan.FromSeconds(seconds), seed, Console.WriteLine);

        Console.WriteLine($"{outcome.Tasks} tasks, {outcome.Runs} runs, {outcome.Recoveries.Count} faults\n{Recovery.Table(outcome.Recoveries)}");
        await FiguresFile.Add(file, Recovery.Figures(outcome.Recoveries), CancellationToken.None);
        foreach (var finding in outcome.Findings)
        {
            Console.WriteLine($"FINDING: {finding}");
        }

        Console.WriteLine(outcome.Findings.Count == 0 ? "Nothing lost, nothing doubled." : $"{outcome.Findings.Count} findings; the same faults again: deploy/bench.sh soak chaos {seconds} {seed}");
        return outcome.Findings.Count == 0 ? 0 : 1;
    }
}
