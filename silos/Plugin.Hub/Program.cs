using Plugin.Hub;

HubSettings settings;
try
{
    settings = HubSettings.Of(args);
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync($"{e.Message}\n\n{HubSettings.Usage}");
    return 2;
}

try
{
    await using var hub = await HubHost.Start(settings, CancellationToken.None);
    await hub.Announce(Console.Out);
    await hub.Stopped();
    return 0;
}
catch (Exception e) when (StartFailures.Explain(e, settings) is not null)
{
    await Console.Error.WriteLineAsync(StartFailures.Explain(e, settings));
    return 1;
}
