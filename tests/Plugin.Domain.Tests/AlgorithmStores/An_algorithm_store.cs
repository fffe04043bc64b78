using Plugin.Domain.AlgorithmStores;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.AlgorithmStores;

public sealed class An_algorithm_store : Spec<AlgorithmStore, AlgorithmStoreEvent, AlgorithmStoreCommand>
{
    private const string Url = "https://store.example.org/api";
    private const string Hub = "https://hub.example.org/api";

    private static readonly AlgorithmStoreEvent Linked = new AlgorithmStoreLinked(Store, "Community", Url, Hub, Consortium, Morning);

    private static LinkAlgorithmStore Link(string name = "Community", string url = Url, string hub = Hub) =>
        new(Store, name, url, hub, Consortium, Morning);

    [Fact]
    public void Is_linked() => GivenNothing.When(Link()).Then(Linked);

    [Fact]
    public void Is_linked_once() => Given(Linked).When(Link()).ThenRefused(AlgorithmStoreRefusals.Exists);

    [Theory, InlineData(""), InlineData("  ")]
    public void Has_a_name(string name) => GivenNothing.When(Link(name)).ThenRefused(AlgorithmStoreRefusals.UnusableName);

    [Fact]
    public void Has_a_name_of_bounded_length() =>
        GivenNothing.When(Link(new string('x', 129))).ThenRefused(AlgorithmStoreRefusals.UnusableName);

    [Theory]
    [InlineData("store.example.org/api")]
    [InlineData("ftp://store.example.org/api")]
    [InlineData("https://me@store.example.org/api")]
    [InlineData("https://me:secret@store.example.org/api")]
    [InlineData("https://store.example.org/api?key=secret")]
    [InlineData("https://store.example.org/api#x")]
    [InlineData("https://store.example.org/a b")]
    [InlineData("https://store.example.org/api\r\nX-Header: y")]
    [InlineData("https://störe.example.org/api")]
    [InlineData("https:///api")]
    public void Is_at_a_plain_address_and_so_is_the_hub(string url)
    {
        GivenNothing.When(Link(url: url)).ThenRefused(AlgorithmStoreRefusals.UnusableUrl);
        GivenNothing.When(Link(hub: url)).ThenRefused(AlgorithmStoreRefusals.UnusableUrl);
    }

    [Theory, InlineData("http://hub:8080/api"), InlineData("http://localhost:7602"), InlineData("http://[::1]:7602/api")]
    public void May_be_at_an_address_without_dots(string url) =>
        GivenNothing.When(Link(url: url)).Then(new AlgorithmStoreLinked(Store, "Community", url, Hub, Consortium, Morning));

    [Fact]
    public void Is_renamed() => Given(Linked).When(new RenameAlgorithmStore("Ours", Now)).Then(new AlgorithmStoreRenamed("Ours", Now));

    [Fact]
    public void Is_not_renamed_to_what_it_is_called() => Given(Linked).When(new RenameAlgorithmStore("Community", Now)).ThenNothing();

    [Fact]
    public void Is_not_renamed_to_nothing() =>
        Given(Linked).When(new RenameAlgorithmStore("", Now)).ThenRefused(AlgorithmStoreRefusals.UnusableName);

    [Fact]
    public void Is_moved_to_all_collaborations() =>
        Given(Linked).When(new MoveAlgorithmStore(null, Now)).Then(new AlgorithmStoreMoved(null, Now));

    [Fact]
    public void Is_not_moved_to_where_it_is() => Given(Linked).When(new MoveAlgorithmStore(Consortium, Now)).ThenNothing();

    [Fact]
    public void Serves_its_collaboration_or_all()
    {
        var one = Assert.IsType<AlgorithmStore.Linked>(After(Linked));
        var all = Assert.IsType<AlgorithmStore.Linked>(After(Linked, new AlgorithmStoreMoved(null, Now)));

        Assert.Equal((true, false, true), (one.Serves(Consortium), one.Serves(new(4)), all.Serves(new(4))));
    }

    [Fact]
    public void Is_unlinked_once() =>
        Given(Linked, new AlgorithmStoreUnlinked(Now)).When(new UnlinkAlgorithmStore(Now)).ThenNothing();

    [Fact]
    public void Is_gone_once_unlinked() =>
        Given(Linked, new AlgorithmStoreUnlinked(Now)).When(new RenameAlgorithmStore("Ours", Now)).ThenRefused(AlgorithmStoreRefusals.Missing);
}
