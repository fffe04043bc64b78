using System.Security.Cryptography;
using Plugin.Client.Payloads;

namespace Plugin.Node.Payloads;

/// <summary>An unencrypted collaboration: base64, streamed.</summary>
public sealed class PlainPayloads : IPayloads
{
    public byte[] Open(string input) => PayloadEnvelope.Decode(input);

    public Task Open(Stream wire, Stream content, CancellationToken cancellationToken) =>
        PayloadEnvelope.Decode(wire, content, cancellationToken);

    public async Task Close(Stream content, int organization, Stream wire, CancellationToken cancellationToken)
    {
        using var transform = new ToBase64Transform();
        await using var encoded = new CryptoStream(wire, transform, CryptoStreamMode.Write, leaveOpen: true);
        await content.CopyToAsync(encoded, cancellationToken);
    }
}
