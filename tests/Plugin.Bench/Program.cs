using Plugin.Bench;
using Plugin.Bench.Hubs;
using Plugin.Bench.Logs;

// Every part measures one layer; `deploy/bench.sh` runs them all, or those that are named. A part with a dot is a piece of another.
Dictionary<string, Func<Figures, CancellationToken, Task>> parts = new(StringComparer.Ordinal)
{
    ["log"] = LogBench.Run,
    ["log.append"] = LogBench.Only(Appending.Run),
    ["log.submit"] = LogBench.Only(Submitting.Run),
    ["log.million"] = LogBench.Only(Million.Run),
    ["log.growth"] = LogBench.Only(Growth.Run),
    ["hub"] = HubBench.Run,
};

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
foreach (var part in chosen.Length > 0 ? chosen : [.. parts.Keys.Where(part => !part.Contains('.'))])
{
    Console.WriteLine($"— {part}");
    await parts[part](figures, stop.Token);
}

await figures.Write(output, stop.Token);
figures.Print(Console.Out);
return 0;
