using System.Security.Cryptography;
using Plugin.Client.Payloads;

namespace Plugin.Node.Payloads;

/// <summary>An encrypted collaboration: the organization's own key opens inputs, results are closed for the organization that asked.</summary>
/// <param name="publicKeyOf">The hub's word for an organization's public key, in the wire's form.</param>
public sealed class EncryptedPayloads(RSA privateKey, Func<int, CancellationToken, Task<string>> publicKeyOf) : IPayloads
{
    public byte[] Open(string input) => PayloadEnvelope.Decrypt(input, privateKey);

    public Task Open(Stream wire, Stream content, CancellationToken cancellationToken) =>
        PayloadEnvelope.Decrypt(wire, content, privateKey, cancellationToken);

    public async Task Close(Stream content, int organization, Stream wire, CancellationToken cancellationToken) =>
        await PayloadEnvelope.Encrypt(content, wire, await publicKeyOf(organization, cancellationToken), cancellationToken);
}
