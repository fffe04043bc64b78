using Plugin.Domain.Nodes;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Nodes;

public sealed class A_node : Spec<Node, NodeEvent, NodeCommand>
{
    private static readonly NodeEvent Created = new NodeCreated(NodeA, "Alpha node", Alpha, Consortium, Morning);

    private static NodeCameOnline Online(string session) => new(session, Now);

    private static readonly NodeEvent Offline = new NodeWentOffline(Now);

    private static BringOnline Hello(string session) => new(session, Now);

    [Fact]
    public void Is_created() => GivenNothing.When(new CreateNode(NodeA, "Alpha node", Alpha, Consortium, Morning)).Then(Created);

    [Fact]
    public void Is_created_once() =>
        Given(Created).When(new CreateNode(NodeA, "Alpha node", Alpha, Consortium, Morning)).ThenRefused(NodeRefusals.Exists);

    [Fact]
    public void Has_a_usable_name() =>
        GivenNothing.When(new CreateNode(NodeA, "21", Alpha, Consortium, Morning)).ThenRefused(NodeRefusals.UnusableName);

    [Fact]
    public void Is_renamed() => Given(Created).When(new RenameNode("Alpha 2", Now)).Then(new NodeRenamed("Alpha 2", Now));

    [Fact]
    public void Is_not_renamed_to_its_name() => Given(Created).When(new RenameNode("Alpha node", Now)).ThenNothing();

    [Fact]
    public void Is_not_renamed_to_an_unusable_name() =>
        Given(Created).When(new RenameNode("", Now)).ThenRefused(NodeRefusals.UnusableName);

    [Fact]
    public void Is_moved() => Given(Created).When(new MoveNode(new(4), Now)).Then(new NodeMoved(new(4), Now));

    [Fact]
    public void Is_taken_out() => Given(Created).When(new MoveNode(null, Now)).Then(new NodeMoved(null, Now));

    [Fact]
    public void Is_not_moved_to_where_it_is() => Given(Created).When(new MoveNode(Consortium, Now)).ThenNothing();

    [Fact]
    public void Gets_an_address() => Given(Created).When(new AddressNode("10.76.0.3", Now)).Then(new NodeAddressed("10.76.0.3", Now));

    [Fact]
    public void Loses_its_address() =>
        Given(Created, new NodeAddressed("10.76.0.3", Now)).When(new AddressNode(null, Now)).Then(new NodeAddressed(null, Now));

    [Fact]
    public void Has_no_address_to_lose() => Given(Created).When(new AddressNode(null, Now)).ThenNothing();

    [Fact]
    public void Comes_online() => Given(Created).When(Hello("a")).Then(Online("a"));

    [Fact]
    public void Says_hello_twice() => Given(Created, Online("a")).When(Hello("a")).ThenNothing();

    [Fact]
    public void Comes_back_with_the_same_agent() => Given(Created, Online("a"), Offline).When(Hello("a")).Then(Online("a"));

    [Fact]
    public void Is_not_fenced_off_by_itself() =>
        Given(Created, Online("a"), Offline, Online("a"), Offline).When(Hello("a")).Then(Online("a"));

    [Fact]
    public void Is_taken_over_by_a_newer_agent() => Given(Created, Online("a")).When(Hello("b")).Then(Online("b"));

    [Fact]
    public void Does_not_go_back_to_an_older_agent() =>
        Given(Created, Online("a"), Online("b")).When(Hello("a")).ThenRefused(NodeRefusals.SessionFenced);

    [Fact]
    public void Does_not_go_back_to_an_older_agent_when_the_newer_is_gone() =>
        Given(Created, Online("a"), Offline, Online("b"), Offline).When(Hello("a")).ThenRefused(NodeRefusals.SessionFenced);

    [Fact]
    public void Goes_offline() => Given(Created, Online("a")).When(new TakeOffline(Now)).Then(Offline);

    [Fact]
    public void Goes_offline_once() => Given(Created, Online("a"), Offline).When(new TakeOffline(Now)).ThenNothing();

    [Fact]
    public void Throws_out_its_agent_with_the_former_key() =>
        Given(Created, Online("a")).When(new ResetNodeKey(Now)).Then(Offline, new NodeKeyReset(Now));

    [Fact]
    public void Is_closed_to_the_agent_with_the_former_key() =>
        Given(Created, Online("a"), Offline, new NodeKeyReset(Now)).When(Hello("a")).ThenRefused(NodeRefusals.SessionFenced);

    [Fact]
    public void Gets_a_new_key_while_offline() => Given(Created).When(new ResetNodeKey(Now)).Then(new NodeKeyReset(Now));

    [Fact]
    public void Tells_about_itself() =>
        Given(Created, Online("a")).When(new DescribeNode([new("allowed_algorithms", "all")], Now))
            .Then(new NodeDescribed([new("allowed_algorithms", "all")], Now));

    [Fact]
    public void Tells_the_same_once() =>
        Given(Created, new NodeDescribed([new("allowed_algorithms", "all")], Now))
            .When(new DescribeNode([new("allowed_algorithms", "all")], Now)).ThenNothing();

    [Fact]
    public void Has_the_signing_key_it_first_came_with() =>
        Given(Created).When(new RegisterSigningKey("key 1", Now)).Then(new SigningKeyRegistered("key 1", Now));

    [Fact]
    public void Comes_with_its_signing_key_at_each_start() =>
        Given(Created, new SigningKeyRegistered("key 1", Morning)).When(new RegisterSigningKey("key 1", Now)).ThenNothing();

    [Fact]
    public void Does_not_get_another_signing_key() =>
        Given(Created, new SigningKeyRegistered("key 1", Morning)).When(new RegisterSigningKey("key 2", Now))
            .ThenRefused(NodeRefusals.OtherSigningKey);

    [Fact]
    public void Gets_another_signing_key_after_the_first_was_released() =>
        Given(Created, Online("a"), new SigningKeyRegistered("key 1", Morning), new SigningKeyReleased(Morning))
            .When(new RegisterSigningKey("key 2", Now)).Then(new SigningKeyRegistered("key 2", Now));

    [Fact]
    public void Gets_another_signing_key_with_a_new_key() =>
        Given(Created, new SigningKeyRegistered("key 1", Morning), new NodeKeyReset(Morning))
            .When(new RegisterSigningKey("key 2", Now)).Then(new SigningKeyRegistered("key 2", Now));

    [Fact]
    public void Has_its_signing_key_released_once() =>
        Given(Created, new SigningKeyRegistered("key 1", Morning)).When(new ReleaseSigningKey(Now)).Then(new SigningKeyReleased(Now));

    [Fact]
    public void Has_no_signing_key_to_release_before_it_came_with_one() =>
        Given(Created).When(new ReleaseSigningKey(Now)).ThenNothing();

    [Fact]
    public void Registers_no_signing_key_once_retired() =>
        Given(Created, new NodeRetired(Now)).When(new RegisterSigningKey("key 1", Now)).ThenRefused(NodeRefusals.Missing);

    [Fact]
    public void Is_retired_while_online() => Given(Created, Online("a")).When(new RetireNode(Now)).Then(new NodeRetired(Now));

    [Fact]
    public void Is_retired_once() => Given(Created, new NodeRetired(Now)).When(new RetireNode(Now)).ThenNothing();

    [Fact]
    public void Does_not_come_online_once_retired() =>
        Given(Created, new NodeRetired(Now)).When(Hello("a")).ThenRefused(NodeRefusals.Missing);

    [Fact]
    public void Remembers_only_the_last_agents_it_fenced()
    {
        var node = After([Created, .. Enumerable.Range(1, 100).Select(i => Online($"{i}"))]);
        Assert.Equal(["92", "93", "94", "95", "96", "97", "98", "99"], Assert.IsType<Node.Online>(node).Fenced);
    }
}
