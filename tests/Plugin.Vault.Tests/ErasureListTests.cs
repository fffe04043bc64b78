using Plugin.Vault.Erasures;

namespace Plugin.Vault.Tests;

public sealed class An_erasure_list : IDisposable
{
    private static readonly Guid Hub = new("0b8f7c2e-4f7d-4b56-9d0e-6f1f2a3b4c5d");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-erasures-");

    private string File => Path.Combine(_folder.FullName, ErasureList.FileName);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Keeps_each_entry_once_and_in_order()
    {
        var list = await Open();
        await list.Add(["user-4", "contents-9"], CancellationToken.None);
        await (await Open()).Add(["contents-9", "texts-9"], CancellationToken.None);

        Assert.Equal(["user-4", "contents-9", "texts-9"], await list.Read(CancellationToken.None));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public async Task Loses_nothing_when_many_write_at_once()
    {
        var lists = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Open()));

        await Task.WhenAll(Enumerable.Range(0, 80).Select(i => lists[i % 8].Add([$"user-{i}"], CancellationToken.None)));

        Assert.Equal(
            Enumerable.Range(0, 80).Select(i => $"user-{i}").Order(StringComparer.Ordinal),
            (await lists[0].Read(CancellationToken.None)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Forgets_a_line_that_was_never_finished()
    {
        await (await Open()).Add(["user-4"], CancellationToken.None);
        await System.IO.File.AppendAllTextAsync(File, "2 user-5 89ab");

        var list = await Open();
        await list.Add(["user-6"], CancellationToken.None);

        Assert.Equal(["user-4", "user-6"], await (await Open()).Read(CancellationToken.None));
    }

    [Theory]
    [InlineData("user-5", "user-7", 3)]
    [InlineData("2 user-5", "3 user-5", 3)]
    [InlineData("user-4", "user-9", 2)]
    [InlineData("plugin erasures 1", "something else", 1)]
    public async Task Is_refused_when_a_line_was_changed(string from, string to, int line)
    {
        await (await Open()).Add(["user-4", "user-5", "user-6"], CancellationToken.None);
        await System.IO.File.WriteAllTextAsync(File, (await System.IO.File.ReadAllTextAsync(File)).Replace(from, to, StringComparison.Ordinal));

        Assert.Contains($"damaged at line {line}", (await Assert.ThrowsAsync<InvalidDataException>(Open)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_refused_when_a_line_is_missing()
    {
        await (await Open()).Add(["user-4", "user-5", "user-6"], CancellationToken.None);
        var lines = await System.IO.File.ReadAllLinesAsync(File);
        await System.IO.File.WriteAllLinesAsync(File, lines.Where((_, i) => i != 2));

        Assert.Contains("damaged at line 3", (await Assert.ThrowsAsync<InvalidDataException>(Open)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_another_hub_is_refused()
    {
        await Open();

        var refused = await Assert.ThrowsAsync<InvalidDataException>(
            () => ErasureList.Open(_folder.FullName, Guid.Empty, TimeProvider.System, CancellationToken.None));

        Assert.Contains("another hub's", refused.Message, StringComparison.Ordinal);
    }

    private Task<ErasureList> Open() => ErasureList.Open(_folder.FullName, Hub, TimeProvider.System, CancellationToken.None);
}
