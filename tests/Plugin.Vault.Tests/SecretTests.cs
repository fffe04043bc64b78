using Plugin.Vault.Secrets;

namespace Plugin.Vault.Tests;

public sealed class A_secret : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("plugin-secrets-").FullName, "secrets");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public void Is_made_once_and_then_the_same_for_every_silo()
    {
        var made = new FileSecrets(_folder).GetOrCreate("token-key", 64);

        Assert.Equal(made, new FileSecrets(_folder).GetOrCreate("token-key", 64));
        Assert.Equal(64, made.Distinct().Count() > 1 ? made.Length : 0);
    }

    [Fact]
    public void Can_be_read_by_its_owner_only()
    {
        new FileSecrets(_folder).GetOrCreate("token-key", 32);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "token-key")));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
    }

    [Fact]
    public async Task Is_the_same_for_all_that_start_at_once()
    {
        using var start = new Barrier(8);
        var threads = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return Convert.ToHexString(new FileSecrets(_folder).GetOrCreate("token-key", 32));
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

        Assert.Single((await Task.WhenAll(threads)).Distinct());
    }

    [Fact]
    public void Of_another_length_is_refused_with_the_path_of_the_file()
    {
        new FileSecrets(_folder).GetOrCreate("token-key", 32);

        var refused = Assert.Throws<InvalidDataException>(() => new FileSecrets(_folder).GetOrCreate("token-key", 64));
        Assert.Contains(Path.Combine(_folder, "token-key"), refused.Message, StringComparison.Ordinal);
    }
}
