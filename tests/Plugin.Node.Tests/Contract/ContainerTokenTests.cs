using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Plugin.Node.Attempts;
using Plugin.Node.Contract;

namespace Plugin.Node.Tests;

public sealed class A_container_token
{
    private static readonly byte[] Key = new byte[32];
    private readonly ContainerTokens _tokens = new(Key, TimeProvider.System);

    [Fact]
    public void Holds_what_the_tools_read()
    {
        var payload = JsonNode.Parse(Base64Url.DecodeFromChars(_tokens.Mint(Samples.Grant(), node: 2).Split('.')[1]))!;

        Assert.Equal("container", (string?)payload["client_type"]);
        Assert.Equal(
            """{"client_type":"container","node_id":2,"organization_id":7,"collaboration_id":3,"study_id":null,"store_id":null,"task_id":105,"image":"plugin/algorithms:1","databases":[{"query":"select 1","label":"default"},{"label":"other"}]}""",
            payload["sub"]!.ToJsonString());
        Assert.Null(payload["exp"]);
    }

    [Fact]
    public void Names_its_attempt_to_the_station_that_minted_it() =>
        Assert.Equal(new AttemptId(5, 3), _tokens.Verify(_tokens.Mint(Samples.Grant(5, 3), node: 2)));

    [Fact]
    public void Means_nothing_to_another_station() =>
        Assert.Null(new ContainerTokens([.. Enumerable.Repeat((byte)1, 32)], TimeProvider.System).Verify(_tokens.Mint(Samples.Grant(), node: 2)));

    [Fact]
    public void Cannot_be_made_to_name_another_attempt()
    {
        var parts = _tokens.Mint(Samples.Grant(), node: 2).Split('.');
        var forged = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Replace("\"run\":5", "\"run\":6", StringComparison.Ordinal);

        Assert.Null(_tokens.Verify($"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(forged))}.{parts[2]}"));
    }
}
