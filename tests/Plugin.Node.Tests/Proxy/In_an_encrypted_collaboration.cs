using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Plugin.Client.Payloads;
using Plugin.Node.Payloads;
using Plugin.Node.Proxy;

namespace Plugin.Node.Tests;

public sealed class In_an_encrypted_collaboration : IDisposable
{
    private readonly RSA _own = RSA.Create(2048);
    private readonly RSA _other = RSA.Create(2048);
    private readonly EncryptedPayloads _payloads;

    public In_an_encrypted_collaboration() => _payloads = new EncryptedPayloads(
        _own, (organization, _) => Task.FromResult(organization == 9 ? PayloadEnvelope.PublicKeyOf(_other) : ""));

    public void Dispose()
    {
        _own.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void An_input_is_opened_with_the_own_key() =>
        Assert.Equal("{}"u8.ToArray(), _payloads.Open(PayloadEnvelope.Encrypt("{}"u8, PayloadEnvelope.PublicKeyOf(_own))));

    [Fact]
    public async Task A_result_is_closed_for_who_asked()
    {
        using var wire = new MemoryStream();
        await _payloads.Close(new MemoryStream("[NaN]"u8.ToArray()), 9, wire, CancellationToken.None);

        Assert.Equal("[NaN]"u8.ToArray(), PayloadEnvelope.Decrypt(Encoding.ASCII.GetString(wire.ToArray()), _other));
    }

    [Fact]
    public async Task Subtask_inputs_leave_closed_for_each_receiver()
    {
        var organizations = new JsonArray(new JsonObject { ["id"] = 9, ["input"] = PayloadEnvelope.Encode("{}"u8) });

        await new ProxyPayloads(_payloads, encrypted: true).CloseInputs(organizations, CancellationToken.None);

        Assert.Equal("{}"u8.ToArray(), PayloadEnvelope.Decrypt((string)organizations[0]!["input"]!, _other));
    }

    [Fact]
    public async Task A_subtask_for_an_organization_without_a_key_is_refused()
    {
        var organizations = new JsonArray(new JsonObject { ["id"] = 8, ["input"] = PayloadEnvelope.Encode("{}"u8) });

        var refusal = await Assert.ThrowsAsync<BadHttpRequestException>(
            () => new ProxyPayloads(_payloads, encrypted: true).CloseInputs(organizations, CancellationToken.None));

        Assert.Equal((400, "The input for organization 8 cannot be sent: The receiving organization has no readable public key."), (refusal.StatusCode, refusal.Message));
    }

    [Fact]
    public void Results_reach_the_algorithm_open_where_the_key_fits()
    {
        var mine = PayloadEnvelope.Encrypt("42"u8, PayloadEnvelope.PublicKeyOf(_own));
        var list = new JsonObject { ["data"] = new JsonArray(new JsonObject { ["result"] = mine }, new JsonObject { ["result"] = "x$y$z" }, new JsonObject { ["result"] = null }) };

        Assert.Equal(
            $$"""{"data":[{"result":"{{PayloadEnvelope.Encode("42"u8)}}"},{"result":"x$y$z"},{"result":null}]}""",
            new ProxyPayloads(_payloads, encrypted: true).OpenResults(list).ToJsonString());
    }

    [Fact]
    public void Results_in_a_plain_array_do_too()
    {
        var mine = PayloadEnvelope.Encrypt("42"u8, PayloadEnvelope.PublicKeyOf(_own));

        Assert.Equal(
            $$"""[{"result":"{{PayloadEnvelope.Encode("42"u8)}}"},{"result":null}]""",
            new ProxyPayloads(_payloads, encrypted: true)
                .OpenResults(new JsonArray(new JsonObject { ["result"] = mine }, new JsonObject { ["result"] = null })).ToJsonString());
    }
}
