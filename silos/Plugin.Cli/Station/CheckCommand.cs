using System.CommandLine;
using Plugin.Node.Checks;
using Plugin.Node.Configuration;

namespace Plugin.Cli.Station;

/// <summary><c>plugin station check</c>: what is wrong, before a run finds it out.</summary>
internal static class CheckCommand
{
    public static Command Make()
    {
        var config = StationCommand.Config();
        var json = new Option<bool>("--json") { Description = "One JSON object with all findings." };
        return new Command("check", "Looks at everything a station needs, also beside a running one. Ends with 1 when something is bad; warnings do not count.") { config, json }
            .Does(async (arguments, cancellationToken) =>
            {
                var findings = new List<Finding>();
                await foreach (var finding in All(arguments.GetRequiredValue(config), cancellationToken))
                {
                    findings.Add(finding);
                    if (!arguments.GetValue(json))
                    {
                        Tell(finding);
                    }
                }

                var (bad, warnings) = (findings.Count(f => f.Verdict == CheckVerdict.Bad), findings.Count(f => f.Verdict == CheckVerdict.Warning));
                Console.WriteLine(arguments.GetValue(json) ? StationJson.Of(new { Ok = bad == 0, Findings = findings })
                    : bad > 0 ? $"\nNot ready: {bad} bad{(warnings > 0 ? $", {warnings} to know of" : "")}."
                    : warnings > 0 ? $"\nReady, with {warnings} to know of."
                    : "\nReady.");
                return bad == 0 ? 0 : 1;
            });
    }

    private static async IAsyncEnumerable<Finding> All(string file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StationConfig? config = null;
        string[] mistakes = [];
        try
        {
            config = StationConfigFile.Load(file, dataFolder: null);
        }
        catch (ConfigException e)
        {
            mistakes = e.Message.Split('\n');
        }

        foreach (var mistake in mistakes)
        {
            yield return Finding.Bad("configuration", mistake, "Correct it; everything else is looked at after that.");
        }

        if (config is not null)
        {
            await foreach (var finding in StationChecks.Run(config, TimeProvider.System, cancellationToken))
            {
                yield return finding;
            }
        }
    }

    private static void Tell(Finding finding)
    {
        var word = finding.Verdict switch
        {
            CheckVerdict.Good => "good",
            CheckVerdict.Warning => "note",
            CheckVerdict.Bad => "BAD ",
            _ => "-   ",
        };
        Console.WriteLine($"{word}  {finding.Subject}: {finding.Words}");
        if (finding.Advice is { } advice)
        {
            Console.WriteLine($"      {advice}");
        }
    }
}
