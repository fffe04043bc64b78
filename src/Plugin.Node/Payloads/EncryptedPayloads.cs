using System.Security.Cryptography;
using Plugin.Client.Payloads;

namespace Plugin.Node.Payloads;

/// <summary>An encrypted collaboration: the organization's own key opens inputs, results are closed for the organization that asked.</summary>
public sealed class EncryptedPayloads(RSA privateKey, PublicKeys keys) : IPayloads
{
    public byte[] Open(string input) => PayloadEnvelope.Decrypt(input, privateKey);

    public Task Open(Stream wire, Stream content, CancellationToken cancellationToken) =>
        PayloadEnvelope.Decrypt(wire, content, privateKey, PayloadForm.Text, cancellationToken);

    public Task OpenUpload(Stream wire, Stream content, CancellationToken cancellationToken) =>
        PayloadEnvelope.Decrypt(wire, content, privateKey, PayloadForm.Upload, cancellationToken);

    public async Task Learn(int organization, CancellationToken cancellationToken) =>
        PayloadEnvelope.Fingerprint(await keys.Of(organization, cancellationToken));

    public async Task Close(Stream content, int organization, Stream wire, CancellationToken cancellationToken) =>
        await PayloadEnvelope.Encrypt(content, wire, await keys.Of(organization, cancellationToken), PayloadForm.Text, cancellationToken);

    public Task CloseUpload(Stream content, string publicKey, Stream wire, CancellationToken cancellationToken) =>
        PayloadEnvelope.Encrypt(content, wire, publicKey, PayloadForm.Upload, cancellationToken);
}
