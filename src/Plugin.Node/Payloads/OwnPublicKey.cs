using System.Security.Cryptography;
using Plugin.Client;
using Plugin.Client.Payloads;
using Plugin.Contracts;

namespace Plugin.Node.Payloads;

/// <summary>
/// The organization's public key, which others close their inputs and results with. It is compared byte for byte: all tools of an organization
/// have the same key file, and would change it back and forth for a line end.
/// </summary>
public sealed class OwnPublicKey(RSA privateKey, HubClient hub)
{
    private readonly string _wire = PayloadEnvelope.PublicKeyOf(privateKey);

    /// <returns>What was done about it.</returns>
    /// <exception cref="HubException"/>
    public async Task<KeyPublishing> Publish(int organization, CancellationToken cancellationToken)
    {
        var known = (await hub.Organization(organization, cancellationToken)).PublicKey;
        if (known == _wire)
        {
            return KeyPublishing.Known;
        }

        await hub.Change(organization, new OrganizationPatch { PublicKey = _wire }, cancellationToken);
        return known.Length == 0 ? KeyPublishing.Published : KeyPublishing.Replaced;
    }
}

public enum KeyPublishing
{
    Known,
    Published,

    /// <summary>The hub had another one: what was closed with that, only the old private key opens.</summary>
    Replaced,
}
