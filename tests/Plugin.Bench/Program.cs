using Plugin.Bench;
using Plugin.Bench.Api;
using Plugin.Bench.Hubs;
using Plugin.Bench.Logs;
using Plugin.Bench.Stations;
using Plugin.Bench.Web;

// Every part measures one layer; `deploy/bench.sh` runs them all, or those that are named. A part with a dot is a piece of another.
var parts = LogBench.Parts.Concat(HubBench.Parts).Append(("station", StationBench.Run)).Concat(ApiBench.Parts).Concat(WebBench.Parts).ToDictionary(part => part.Item1, part => part.Item2, StringComparer.Ordinal);

if (args is not [var output, .. var chosen])
{
    Console.Error.WriteLine($"usage: Plugin.Bench FILE.json [part …]   parts: {string.Join(", ", parts.Keys)}");
    return 2;
}

if (Array.Find(chosen, part => !parts.ContainsKey(part)) is { } unknown)
{
    Console.Error.WriteLine($"There is no part '{unknown}'. Parts: {string.Join(", ", parts.Keys)}.");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
var figures = new Figures();
try
{
    foreach (var part in chosen.Length > 0 ? chosen : [.. parts.Keys.Where(part => !part.Contains('.'))])
    {
        Console.WriteLine($"— {part}");
        await parts[part](figures, stop.Token);
    }
}
finally
{
    await KeptHistory.Forget();
}

await figures.Write(output, stop.Token);
figures.Print(Console.Out);
return 0;
