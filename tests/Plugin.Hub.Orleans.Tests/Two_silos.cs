using Plugin.Domain;
using Plugin.Grains;
using Plugin.Grains.Organisations;
using Plugin.Testing.Running;

namespace Plugin.Hub.Orleans.Tests;

public sealed class Two_silos
{
    private static readonly CallContext By = new("operator:test");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Activate_a_stream_once_and_route_to_it()
    {
        await using var silos = await OrleansSilos.Start(2);
        var id = (await silos[0].Ask(Create("North"), Stop)).Value;

        Assert.Null((await silos[0].Ask(Rename(id, "North 1"), Stop)).Refusal);
        Assert.Null((await silos[1].Ask(Rename(id, "North 2"), Stop)).Refusal);
        Assert.Null((await silos[0].Ask(Rename(id, "North 3"), Stop)).Refusal);

        Assert.Equal([($"organisation/{id.Value}", 0)], await silos.Living("organisation"));
        // The name of the third is free again, that of the last is not.
        Assert.Null((await silos[1].Ask(Create("North 2"), Stop)).Refusal);
        Assert.Equal("organisation.name.taken", (await silos[1].Ask(Create("North 3"), Stop)).Refusal!.Code);
    }

    [Fact]
    public async Task Carry_a_refusal_from_the_owner_to_whoever_asked()
    {
        await using var silos = await OrleansSilos.Start(2);
        var first = (await silos[0].Ask(Create("North"), Stop)).Value;
        await silos[0].Ask(Create("South"), Stop);
        await silos[0].Ask(Rename(first, "North 1"), Stop);

        var home = await silos[0].Ask(Rename(first, "South"), Stop);
        var away = await silos[1].Ask(Rename(first, "South"), Stop);

        Assert.Equal("organisation.name.taken", home.Refusal!.Code);
        Assert.Equal(home.Refusal, away.Refusal);
    }

    [Fact]
    public async Task Hand_over_when_one_is_stopped_and_refuse_nobody_meanwhile()
    {
        await using var silos = await OrleansSilos.Start(2);
        var ids = new List<OrganisationId>();
        for (var i = 0; i < 20; i++)
        {
            ids.Add((await silos[0].Ask(Create($"Hospital {i}"), Stop)).Value);
            await silos[0].Ask(Rename(ids[i], $"Hospital {i} a"), Stop);
        }

        var staying = silos[1];
        var stopping = silos.Stop(0).WaitAsync(Patience);
        for (var round = 0; round < 5 || !stopping.IsCompleted; round++)
        {
            for (var i = 0; i < ids.Count; i++)
            {
                Assert.Null((await staying.Ask(Rename(ids[i], $"Hospital {i} {round}"), Stop)).Refusal);
            }
        }

        await stopping;
        var living = await silos.Living("organisation");
        Assert.Equal(ids.Select(id => $"organisation/{id.Value}").Order(), living.Select(one => one.Grain).Order());
        Assert.All(living, one => Assert.Equal(0, one.Silo));
    }

    [Fact]
    public async Task Let_a_grain_go_whose_stream_was_appended_to_elsewhere()
    {
        await using var silos = await OrleansSilos.Start(2);
        var id = (await silos[0].Ask(Create("North"), Stop)).Value;
        await silos[0].Ask(Rename(id, "North 1"), Stop);

        // As a command over several streams does, and a silo that could not reach the owner.
        await silos.HandleAlone(1, Rename(id, "North 2"));
        Assert.Null((await silos[1].Ask(Rename(id, "North 3"), Stop)).Refusal);

        await Eventually.Get(
            async () => (await silos.Living("organisation")).Count == 0 ? "gone" : null, Patience, () => "the end of the activation");
        Assert.Null((await silos[1].Ask(Rename(id, "North 4"), Stop)).Refusal);
        Assert.Equal($"organisation/{id.Value}", Assert.Single(await silos.Living("organisation")).Grain);
    }

    private static CreateOrganisation Create(string name) => new(By, name, "", "", "", "", "", "");

    private static ChangeOrganisation Rename(OrganisationId id, string name) => new(By, id, name, null, null, null, null, null, null);
}
