using System.Net;

namespace Plugin.Hub.Orleans.Tests;

public sealed class The_arguments_of_a_silo
{
    private const string Store = "--database=Host=db";

    [Fact]
    public void Place_it_beside_its_API_unless_they_say_where()
    {
        var (hub, orleans) = OrleansSettings.Of([Store, "--urls", "http://127.0.0.1:7602"]);

        Assert.Equal("http://127.0.0.1:7602", hub.Urls);
        Assert.Equal(new OrleansSettings(IPEndPoint.Parse("127.0.0.1:17602"), "plugin"), orleans);
    }

    [Fact]
    public void Say_where_the_others_reach_it_and_whom_it_belongs_to() => Assert.Equal(
        new OrleansSettings(IPEndPoint.Parse("10.0.0.5:11111"), "north"),
        OrleansSettings.Of([Store, "--silo", "10.0.0.5:11111", "--cluster=north"]).Orleans);

    [Theory]
    [InlineData("0.0.0.0:11111")]
    [InlineData("::")]
    [InlineData("hub.example.org")]
    public void Name_an_address_that_others_can_reach(string silo) => Assert.Equal(
        $"--silo is the address of this machine that the other silos reach, such as 10.0.0.5:11111, not '{silo}'.",
        Assert.Throws<ArgumentException>(() => OrleansSettings.Of([Store, "--silo", silo])).Message);

    [Fact]
    public void Are_otherwise_those_of_every_hub() =>
        Assert.Equal("Unknown argument: --grain", Assert.Throws<ArgumentException>(() => OrleansSettings.Of([Store, "--grain", "1"])).Message);
}
