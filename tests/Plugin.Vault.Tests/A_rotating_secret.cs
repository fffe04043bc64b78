using Plugin.Testing;
using Plugin.Vault.Secrets;

namespace Plugin.Vault.Tests;

public sealed class A_rotating_secret : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-vault-");
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 3, 3, 10, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Is_made_once()
    {
        var first = Open();

        Assert.Equal(32, first.Current.Length);
        Assert.Equal(first.Current, Open().Current);
    }

    [Fact]
    public void Still_counts_after_it_was_replaced()
    {
        var secret = Open();
        var before = secret.Current;

        secret.Rotate(forget: false);

        Assert.NotEqual(before, secret.Current);
        Assert.Equal([secret.Current, before], secret.Valid);
    }

    [Fact]
    public void Counts_for_thirty_days()
    {
        var secret = Open();
        secret.Rotate(forget: false);
        _clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(2, Open().Valid.Count);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Single(Open().Valid);
    }

    [Fact]
    public void Is_noticed_by_others_who_share_the_folder()
    {
        var (here, there) = (Open(), Open());
        here.Rotate(forget: false);
        Assert.NotEqual(here.Current, there.Current);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(here.Current, there.Current);
        Assert.Equal(here.Valid, there.Valid);
    }

    [Fact]
    public void Is_forgotten_with_all_before_it_when_it_has_become_known()
    {
        var secret = Open();
        secret.Rotate(forget: false);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var known = secret.Current;

        secret.Rotate(forget: true);

        Assert.Single(secret.Valid);
        Assert.NotEqual(known, secret.Current);
        Assert.Single(_folder.GetFiles());
    }

    private RotatingSecret Open() => new(new FileSecrets(_folder.FullName), "token-signing-key", 32, _clock);
}
