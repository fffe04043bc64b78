using System.Security.Cryptography;
using System.Text.Json;
using Plugin.Proofs;

namespace Plugin.Api.Tests;

public sealed class The_witnesses(RunningHub hub) : IClassFixture<RunningHub>, IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private World World => hub.World;

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task Sign_with_the_key_they_said_hello_with_and_are_shown_under_the_checkpoint()
    {
        await Known();
        var signer = await Signer();
        var text = await Checkpoint();

        var answer = await World.NodeA.Post("station/cosignatures", Body(Signed(text, signer)));
        var again = await World.NodeA.Post("station/cosignatures", Body(Signed(text, signer)));

        Assert.Equal((204, 204), (answer.Status, again.Status));
        await World.Ordered(World.Alice, World.A);
        await Checkpoint();
        var note = SignedNote.Parse(await World.Carol.Read(HttpMethod.Get, $"audit/checkpoint?size={Proofs.Checkpoint.Parse(text).Size}"));
        Assert.Equal((text, 2), (note.Text, note.Signatures.Count));
        var keys = (await World.Carol.Read(HttpMethod.Get, "audit/keys")).TrimEnd('\n').Split('\n').Select(NoteKey.Parse).ToList();
        Assert.Contains(keys, key => key == signer.Key);
        Assert.All(keys, key => Assert.True(note.IsSignedBy(key)));
    }

    [Fact]
    public async Task Are_refused_what_is_not_their_signature_of_a_checkpoint()
    {
        await Known();
        var signer = await Signer();
        var text = await Checkpoint();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var elsewhere = Proofs.Checkpoint.Parse(text) with { Root = SHA256.HashData("another past"u8) };

        await Refused(400, "cosignature.invalid", World.NodeA, Signed(text, new NoteSigner(signer.Key.Name, other)));
        await Refused(400, "cosignature.invalid", World.NodeA, Signed(text, new NoteSigner($"{signer.Key.Name}0", _key)));
        await Refused(400, "cosignature.invalid", World.NodeA, Signed(elsewhere.ToText(), signer));
        await Refused(400, "cosignature.invalid", World.NodeA, "nothing of the kind");
        await Refused(409, "cosignature.unknown_checkpoint", World.NodeA, Signed((elsewhere with { Size = 1_000_000 }).ToText(), signer));
        await Refused(409, "cosignature.no_key", World.NodeB, Signed(text, signer));
        Assert.Equal(403, (await World.Alice.Post("station/cosignatures", Body(Signed(text, signer)))).Status);
        Assert.Equal(404, (await World.Carol.Get("audit/checkpoint?size=1000000")).Status);
    }

    [Fact]
    public async Task Keep_their_key_until_an_administrator_releases_it()
    {
        await Known();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var refused = await Hello(other);
        Assert.Equal(200, refused.Status);
        Assert.Contains("another signing key", refused.Text("signing_key_refused"), StringComparison.Ordinal);
        Assert.Equal("node_key", (string?)(await Alarm($"node-{World.NodeAId}-node_key"))["kind"]);
        Assert.Equal(403, (await World.Alice.Delete($"audit/nodes/{World.NodeAId}/signing-key")).Status);
        Assert.Equal(404, (await World.Root.Delete("audit/nodes/999/signing-key")).Status);

        Assert.Equal(204, (await World.Oscar.Delete($"audit/nodes/{World.NodeAId}/signing-key")).Status);

        Assert.Null((await World.Root.Get($"node/{World.NodeAId}/state")).Body!["signing_key"]);
        Assert.Null((await Hello(other)).Body!["signing_key_refused"]);
        var shown = (await World.Root.Get($"node/{World.NodeAId}/state"))["signing_key"];
        var spki = other.ExportSubjectPublicKeyInfo();
        Assert.Equal(
            (Convert.ToBase64String(spki), Convert.ToHexStringLower(SHA256.HashData(spki))), ((string)shown["key"]!, (string)shown["fingerprint"]!));
        Assert.NotNull((await Hello(_key)).Body!["signing_key_refused"]);
    }

    [Fact]
    public async Task Have_a_key_over_P_256()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Equal((400, "signing_key.invalid"), await Code(Hello(other)));
    }

    [Fact]
    public async Task Are_told_of_the_newest_checkpoint_when_they_connect()
    {
        await Checkpoint();
        var session = await World.Session(World.NodeB);

        var items = await World.NodeB.Get($"station/feed?session={session}&wait=5");

        var news = items.Body![0]!["checkpoint"]!;
        Assert.True(SignedNote.Parse((string)news["note"]!).IsSignedBy(NoteKey.Parse((await World.Carol.Read(HttpMethod.Get, "audit/key")).TrimEnd('\n'))));
    }

    [Fact]
    public async Task Raise_alarms_that_stand_until_they_are_acknowledged()
    {
        var evidence = await World.Carol.Read(HttpMethod.Post, "audit/checkpoint");
        var body = JsonSerializer.Serialize(new { kind = "fork", evidence = (string[])[evidence, evidence] });

        Assert.Equal(204, (await World.NodeA.Post("station/alarms", body)).Status);
        Assert.Equal(204, (await World.NodeA.Post("station/alarms", body)).Status);

        var id = $"node-{World.NodeAId}-fork";
        var raised = await Alarm(id);
        Assert.Equal((World.NodeAId, 2, null), ((int)raised["node_id"]!, raised["evidence"]!.AsArray().Count, (string?)raised["acknowledged_at"]));
        Assert.Equal(403, (await World.Alice.Get("audit/alarms")).Status);
        Assert.Equal(403, (await World.Alice.Post($"audit/alarms/{id}/acknowledgement", "{}")).Status);
        Assert.Equal(404, (await World.Root.Post("audit/alarms/node-1-shrunk/acknowledgement", "{}")).Status);
        Assert.Equal(404, (await World.Root.Post("audit/alarms/nonsense/acknowledgement", "{}")).Status);
        var acknowledged = await World.Root.Post($"audit/alarms/{id}/acknowledgement", "{}");
        Assert.Equal((200, "user:1"), (acknowledged.Status, acknowledged.Text("acknowledged_by")));
        Assert.Equal(204, (await World.NodeA.Post("station/alarms", body)).Status);
        Assert.Null((string?)(await Alarm(id))["acknowledged_at"]);
        Assert.Equal(
            ["alarm.raised/1", "alarm.acknowledged/1", "alarm.raised/1"],
            (await World.Root.Get($"audit/streams/alarm-{id}/events"))["events"].AsArray().Select(e => (string)e!["name"]!));
    }

    [Theory]
    [InlineData("""{"kind":"history","evidence":[]}""")]
    [InlineData("""{"kind":"node_key","evidence":[]}""")]
    [InlineData("""{"kind":"bad weather","evidence":[]}""")]
    [InlineData("""{"kind":"fork"}""")]
    [InlineData("""{"kind":"fork","evidence":["patient 12 is 43"]}""")]
    [InlineData("""{"kind":"fork","evidence":[7]}""")]
    public async Task Raise_no_other_alarms(string body) => Assert.Equal(400, (await World.NodeA.Post("station/alarms", body)).Status);

    // The tests of this class share one node, and each has a key of its own.
    private async Task Known()
    {
        await World.Root.Delete($"audit/nodes/{World.NodeAId}/signing-key");
        Assert.Null((await Hello(_key)).Body!["signing_key_refused"]);
    }

    private Task<Answer> Hello(ECDsa key) => World.NodeA.Post("station/session", JsonSerializer.Serialize(new
    {
        session = Convert.ToHexString(RandomNumberGenerator.GetBytes(8)),
        version = "1.0",
        facts = Array.Empty<object>(),
        signing_key = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
    }));

    private async Task<string> Checkpoint() => SignedNote.Parse(await World.Carol.Read(HttpMethod.Post, "audit/checkpoint")).Text;

    private async Task<NoteSigner> Signer() =>
        new($"plugin/{Proofs.Checkpoint.Parse(await Checkpoint()).Origin.Split('/')[1]}/node/{World.NodeAId}", _key);

    private static string Signed(string text, NoteSigner signer) => SignedNote.Sign(text, signer).ToString();

    private static string Body(string note) => JsonSerializer.Serialize(new { note });

    private static async Task Refused(int status, string code, Api by, string note) =>
        Assert.Equal((status, code), await Code(by.Post("station/cosignatures", Body(note))));

    private static async Task<(int, string)> Code(Task<Answer> asked)
    {
        var answer = await asked;
        return (answer.Status, answer.Text("code"));
    }

    private async Task<System.Text.Json.Nodes.JsonNode> Alarm(string id) =>
        (await World.Root.Get("audit/alarms"))["alarms"].AsArray().Single(alarm => (string)alarm!["id"]! == id)!;
}
