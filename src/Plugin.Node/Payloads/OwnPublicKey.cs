using System.Security.Cryptography;
using Plugin.Client;
using Plugin.Client.Payloads;
using Plugin.Contracts;

namespace Plugin.Node.Payloads;

/// <summary>
/// The organization's public key, which others close their inputs and results with. It is written in the bytes that the Python tools compare with; a copy
/// of it that differs in line ends only is left alone, so that no two tools of an organization ever change it back and forth.
/// </summary>
public sealed class OwnPublicKey(RSA privateKey, HubClient hub)
{
    private readonly string _wire = PayloadEnvelope.PublicKeyOf(privateKey);

    /// <returns>What was done about it.</returns>
    /// <exception cref="HubException"/>
    public async Task<KeyPublishing> Publish(int organization, CancellationToken cancellationToken)
    {
        var known = (await hub.Organization(organization, cancellationToken)).PublicKey;
        if (known == _wire || PayloadEnvelope.IsPublicKeyOf(privateKey, known))
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
