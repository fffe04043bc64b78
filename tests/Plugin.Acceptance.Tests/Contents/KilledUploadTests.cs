using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Contents;

/// <summary>SIGKILL while a large result is on its way. The moment comes from a seed.</summary>
public sealed class An_upload_whose_process_is_killed
{
    private const long Size = 24L << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1)]
    public Task As_the_hub_over_SQLite_goes_on_where_it_was(int seed) => HubDies(seed, null);

    [Theory]
    [InlineData(4)]
    public async Task As_the_hub_over_PostgreSQL_goes_on_where_it_was(int seed)
    {
        await using var database = await PostgresDatabase.Create();
        await HubDies(seed, database.ConnectionString);
    }

    /// <summary>A real station fetches a large input, runs an algorithm that answers with it, and is killed while the answer goes up.</summary>
    [Theory]
    [InlineData(7)]
    public async Task As_the_station_goes_on_where_it_was(int seed)
    {
        await using var federation = await Federation.Prepare(Echo());
        federation.Stations[0].Start();
        var text = Text(seed, 12 << 20);
        var task = await federation.Researcher.Submit(
            federation.Collaboration, Federation.Image, new JsonObject { ["text"] = text }, federation.Organisations[..1]);
        var run = (await federation.RunsOf(task)).Single();
        var parts = new Random(seed).Next(1, 15);
        await Eventually.Get(
            async () => await PartsOf(federation, $"{run}.1.result.") >= parts ? "enough" : null,
            Patience, () => $"{parts} parts of the result.\n{federation.Stations[0].Output}");

        await federation.Stations[0].Kill();
        federation.Stations[0].Start();

        Assert.Equal("completed", await federation.Finished(task, Patience));
        Assert.Equal(text, (string)(await federation.Results(task)).Single()["text"]!);
        Assert.Equal(1, (await federation.EventsOf(run)).Count(name => name == "run.ended/2"));
        Assert.Equal(1, (await federation.EventsOf(run)).Count(name => name == "run.claimed/1"));
        // Each part once.
        var result = (string)(await federation.Researcher.Get($"result/{run}"))["result"]!;
        Assert.Equal((result.Length + (1 << 20) - 1) >> 20, await PartsOf(federation, $"{run}.1.result."));
        Assert.Equal(0, await Count(federation, "kind = 'blob-loose'"));
    }

    private static async Task HubDies(int seed, string? database)
    {
        await using var federation = await Federation.Prepare(database: database);
        var station = await PlayedStation.SignIn(federation.Hub, federation.Keys[0]);
        var task = await federation.Researcher.Submit(
            federation.Collaboration, Federation.Image, new JsonObject(), federation.Organisations[..1]);
        var run = (await federation.RunsOf(task)).Single();
        await station.Claim(run);
        var dice = new Random(seed);
        var received = 0L;
        for (var death = 0; death < 2; death++)
        {
            var at = received + dice.NextInt64(Size - received);
            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                using var answer = await station.Put(
                    run, new Deadly(seed, received, at, () => federation.Hub.Kill()), received, Size, CancellationToken.None);
                answer.EnsureSuccessStatusCode();
            });
            await federation.Hub.Serve();
            station.Dispose();
            station = await PlayedStation.SignIn(federation.Hub, federation.Keys[0]);
            Assert.Null((await station.Progress(run))["stored"]);
            var now = (long)(await station.Progress(run))["received"]!;
            Assert.InRange(now, received, at);
            received = now;
        }

        using var stored = await station.Put(run, new SeededText(seed, Size) { Position = received }, received, Size, CancellationToken.None);
        await station.Completed(run, (string)JsonNode.Parse(await stored.Content.ReadAsStringAsync())!["id"]!);
        station.Dispose();

        await using var result = await federation.Researcher.Open($"run/{run}/contents/result");
        Assert.Equal(
            await SeededText.Digest(seed, Size), Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(result).AsTask().WaitAsync(Patience)));
        Assert.Equal(1, (await federation.EventsOf(run)).Count(name => name == "run.ended/2"));
    }

    /// <summary>An algorithm whose result is its input.</summary>
    private static string Echo() => ScriptedAlgorithm.Runtime(Directory.CreateTempSubdirectory("plugin-echo-").FullName, """cat "$in" > "$out" """);

    private static string Text(int seed, int length)
    {
        var text = new byte[length];
        new SeededText(seed, length).ReadExactly(text);
        return System.Text.Encoding.ASCII.GetString(text);
    }

    private static Task<long> PartsOf(Federation federation, string start) =>
        Count(federation, $"kind = 'blob-part' and id glob '{start}*'");

    private static async Task<long> Count(Federation federation, string which)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(federation.Hub.Folder, "plugin.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        // A test's own SQL.
#pragma warning disable CA2100
        command.CommandText = $"select count(*) from entries where {which}";
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Text that ends the hub when it has been read so far.</summary>
    private sealed class Deadly : Stream
    {
        private readonly SeededText _text;
        private readonly long _at;
        private readonly Func<Task> _kill;

        public Deadly(int seed, long from, long at, Func<Task> kill)
        {
            _text = new SeededText(seed, Size) { Position = from };
            (_at, _kill) = (at, kill);
        }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_text.Position >= _at)
            {
                await _kill();
            }

            return _text.Read(buffer.Span[..(int)Math.Clamp(_at - _text.Position, 1, buffer.Length)]);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
