using System.Buffers.Binary;

namespace Plugin.Node.Runtimes.Docker;

/// <summary>The engine sends a container's two outputs in frames: which one, three zeros, the length, the bytes.</summary>
internal static class MultiplexedLog
{
    private const int HeaderLength = 8;

    /// <summary>Writes both outputs in the order they came. A last frame that was cut is kept as far as it goes.</summary>
    public static async Task Copy(Stream frames, Stream destination, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderLength];
        var buffer = new byte[16 * 1024];
        while (await frames.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, cancellationToken) == HeaderLength)
        {
            for (var left = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4)); left > 0;)
            {
                var read = await frames.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, (uint)buffer.Length)), cancellationToken);
                if (read == 0)
                {
                    return;
                }

                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                left -= (uint)read;
            }
        }
    }
}
