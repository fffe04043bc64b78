using Plugin.Vault.Secrets;

namespace Plugin.Vault.Tests;

public sealed class The_checkpoint_beside_the_secrets : IDisposable
{
    private static readonly Guid Hub = new("5e838c20-5fc3-4c14-9bd4-e2c40b3e3f26");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-vault-");

    private CheckpointFiles Files => new(Path.Combine(_folder.FullName, "secrets"));

    private static CancellationToken Soon => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Is_none_before_the_first() => Assert.Null(await Files.Read(Hub, Soon));

    [Fact]
    public async Task Is_the_one_that_was_written_last_and_leaves_no_draft()
    {
        await Files.Write(Hub, "old\n\n— note", Soon);
        await Files.Write(Hub, "new\n\n— note", Soon);

        Assert.Equal("new\n\n— note", await Files.Read(Hub, Soon));
        Assert.Equal([$"checkpoint-{Hub}"], Directory.GetFiles(Path.Combine(_folder.FullName, "secrets")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Is_of_one_hub()
    {
        await Files.Write(Hub, "a note", Soon);

        Assert.Null(await Files.Read(new Guid("00000000-0000-4000-8000-000000000001"), Soon));
    }
}
