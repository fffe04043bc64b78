using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Plugin.Api.Blobstream;

/// <summary>
/// An encrypted payload has two forms: as text all three parts are base64, as an upload the last one is raw bytes. The vault has the text of
/// every content, so that stations and clients need not know how it came; what was no envelope is the same in both.
/// </summary>
internal static class EnvelopeForm
{
    // A key under RSA with 16 384 bits, the counter, and their separators.
    private const int MaxHead = 3072;
    private const int IvText = 24;
    private const int Slice = 48 * 1024;

    private static readonly SearchValues<byte> Base64Text =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    /// <summary>The text of an upload, while it arrives.</summary>
    public static async Task<Stream> ToText(Stream upload, CancellationToken cancellationToken)
    {
        var start = new byte[MaxHead];
        var read = await upload.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        var head = HeadOf(start.AsSpan(0, read));
        var rest = new JoinedStream(start.AsMemory(head, read - head), upload);
        return head == 0 ? rest : new JoinedStream(start.AsMemory(0, head), new CryptoStream(rest, new ToBase64Transform(), CryptoStreamMode.Read));
    }

    /// <summary>What was uploaded, from the pieces of its text.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ToUpload(
        IAsyncEnumerable<ReadOnlyMemory<byte>> text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (buffer, kept, isEnvelope) = (new byte[Slice], 0, (bool?)null);
        await foreach (var piece in text.WithCancellation(cancellationToken))
        {
            for (var rest = piece; !rest.IsEmpty;)
            {
                var taken = Math.Min(rest.Length, buffer.Length - kept);
                rest[..taken].CopyTo(buffer.AsMemory(kept));
                (rest, kept) = (rest[taken..], kept + taken);
                if (kept < buffer.Length)
                {
                    continue;
                }

                foreach (var ready in Take(whole: false))
                {
                    yield return ready;
                }
            }
        }

        foreach (var ready in Take(whole: true))
        {
            yield return ready;
        }

        IEnumerable<ReadOnlyMemory<byte>> Take(bool whole)
        {
            if (isEnvelope is null)
            {
                var head = HeadOf(buffer.AsSpan(0, kept));
                isEnvelope = head > 0;
                yield return buffer.AsMemory(0, head).ToArray();
                buffer.AsSpan(head, kept - head).CopyTo(buffer);
                kept -= head;
            }

            // Base64 is read in fours; what is left over waits for the next piece.
            var usable = isEnvelope.Value && !whole ? kept - (kept % 4) : kept;
            if (isEnvelope.Value)
            {
                var raw = new byte[Base64.GetMaxDecodedFromUtf8Length(usable)];
                if (Base64.DecodeFromUtf8(buffer.AsSpan(0, usable), raw, out _, out var written, isFinalBlock: true) != OperationStatus.Done)
                {
                    throw new InvalidDataException("The content of an envelope is not base64: the vault is damaged.");
                }

                yield return raw.AsMemory(0, written);
            }
            else
            {
                yield return buffer.AsMemory(0, usable).ToArray();
            }

            buffer.AsSpan(usable, kept - usable).CopyTo(buffer);
            kept -= usable;
        }
    }

    /// <summary>Bytes of <c>key$iv$</c> at the start; 0 where there is no such thing.</summary>
    private static int HeadOf(ReadOnlySpan<byte> start)
    {
        var first = start[..Math.Min(start.Length, MaxHead)].IndexOf((byte)'$');
        var end = first + 1 + IvText;
        return first > 0 && end < start.Length && end < MaxHead && start[end] == (byte)'$'
            && start[..first].IndexOfAnyExcept(Base64Text) < 0 && start[(first + 1)..end].IndexOfAnyExcept(Base64Text) < 0
            ? end + 1
            : 0;
    }
}
