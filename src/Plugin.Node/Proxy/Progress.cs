namespace Plugin.Node.Proxy;

/// <summary>Something large takes as long as it takes; silence is what counts.</summary>
internal static class Progress
{
    private const int Chunk = 64 * 1024;

    /// <param name="moved">Called whenever something got through.</param>
    public static async Task Copy(Stream from, Stream to, Action moved, CancellationToken cancellationToken)
    {
        var buffer = new byte[Chunk];
        for (int read; (read = await from.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            moved();
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            moved();
        }
    }
}
