using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Plugin.Node.Runtimes.Docker;

/// <summary>The engine sends a container's two outputs in frames: which one, three zeros, the length, the bytes.</summary>
internal static class MultiplexedLog
{
    private const int HeaderLength = 8;

    /// <summary>Both outputs in the order they came. A last frame that was cut is kept as far as it goes. A piece is only good until the next.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> Read(Stream frames, [EnumeratorCancellation] CancellationToken cancellationToken)
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
                    yield break;
                }

                yield return buffer.AsMemory(0, read);
                left -= (uint)read;
            }
        }
    }
}
