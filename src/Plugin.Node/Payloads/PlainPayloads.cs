using Plugin.Client.Payloads;

namespace Plugin.Node.Payloads;

/// <summary>An unencrypted collaboration: base64, also of what travels by itself.</summary>
public sealed class PlainPayloads : IPayloads
{
    public byte[] Open(string input) => PayloadEnvelope.Decode(input);

    public Task Open(Stream wire, Stream content, CancellationToken cancellationToken) =>
        PayloadEnvelope.Decode(wire, content, cancellationToken);

    public Task OpenUpload(Stream wire, Stream content, CancellationToken cancellationToken) => Open(wire, content, cancellationToken);

    public Task Learn(int organization, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task Close(Stream content, int organization, Stream wire, CancellationToken cancellationToken) =>
        PayloadEnvelope.Encode(content, wire, cancellationToken);

    public Task CloseUpload(Stream content, string publicKey, Stream wire, CancellationToken cancellationToken) =>
        PayloadEnvelope.Encode(content, wire, cancellationToken);
}
