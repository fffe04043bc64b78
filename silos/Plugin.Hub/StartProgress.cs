namespace Plugin.Hub;

/// <summary>Tells whoever started the hub why it does not serve yet: after an update it may have to make lists anew from a long history.</summary>
internal sealed class StartProgress(TextWriter output, TimeProvider clock) : IProgress<long>
{
    private static readonly TimeSpan TellsEvery = TimeSpan.FromSeconds(5);

    private long _toldAt = clock.GetTimestamp();

    public void Report(long value)
    {
        if (clock.GetElapsedTime(_toldAt) >= TellsEvery)
        {
            _toldAt = clock.GetTimestamp();
            output.WriteLine($"This version makes lists anew before it serves; {value} events are read so far.");
        }
    }
}
