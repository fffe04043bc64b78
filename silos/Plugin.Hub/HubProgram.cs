namespace Plugin.Hub;

/// <summary>What the executables of a silo share: arguments in, sentences out.</summary>
public static class HubProgram
{
    /// <param name="usage">Told when the arguments do not fit.</param>
    /// <param name="read">Reads the arguments, and says what carries the grains.</param>
    public static async Task<int> Run(string usage, Func<(HubSettings Settings, Action<WebApplicationBuilder> Grains)> read)
    {
        HubSettings settings;
        Action<WebApplicationBuilder> grains;
        try
        {
            (settings, grains) = read();
        }
        catch (ArgumentException e)
        {
            await Console.Error.WriteLineAsync($"{e.Message}\n\n{usage}");
            return 2;
        }

        try
        {
            var told = settings with { Location = settings.Location with { Progress = new StartProgress(Console.Out, settings.Clock) } };
            await using var hub = await HubHost.Start(told, grains, CancellationToken.None);
            await hub.Announce(Console.Out);
            await hub.Stopped();
            return 0;
        }
        catch (Exception e) when (StartFailures.Explain(e, settings) is not null)
        {
            await Console.Error.WriteLineAsync(StartFailures.Explain(e, settings));
            return 1;
        }
    }
}
