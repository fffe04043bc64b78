using System.Security.Cryptography;
using Plugin.EventLog;
using Plugin.EventLog.Memory;
using Plugin.Testing.Running;
using Plugin.Vault.Blobs;
using Plugin.Vault.Blobs.S3;

namespace Plugin.Vault.Tests;

/// <summary>A real S3 server: the one that <c>PLUGIN_TEST_S3</c> names, and a part of its bucket for each test.</summary>
internal sealed class TestBucket : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private readonly S3Location _location;

    public TestBucket() =>
        _location = S3Location.Parse(Variable("PLUGIN_TEST_S3")) with { Prefix = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)) + "/" };

    public static S3Credentials Credentials => new(Variable("PLUGIN_TEST_S3_KEY"), Variable("PLUGIN_TEST_S3_SECRET"));

    public S3Location Location => _location;

    public S3Parts Parts(IVaultTable vault, S3Credentials? credentials = null, S3Location? location = null) =>
        new(vault, _http, location ?? _location, credentials ?? Credentials, TimeProvider.System);

    public void Dispose() => _http.Dispose();

    // A test without its server fails: a skipped test proves nothing.
    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"{name} is not set. Run deploy/test.sh, or: eval \"$(deploy/s3.sh start DIR)\".");
}

public sealed class Contents_in_an_S3_store : ContentSuite
{
    private readonly TestBucket _bucket = new();

    [Fact]
    public async Task Cannot_be_read_by_a_hub_that_was_started_without_the_store()
    {
        var stored = await Blobs.Store(new MemoryStream(Bytes(PartSize)), long.MaxValue, Soon);
        await Named(stored.Id);
        var without = new BlobStore(Store, bucket: null, RandomNumberGenerator.Fill);

        var refused = await Assert.ThrowsAsync<ContentStoreException>(async () => await without.Read(stored.Id, 0, Soon).GetAsyncEnumerator(Soon).MoveNextAsync());
        Assert.Contains("--blobs", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await without.Sweep(TimeSpan.FromDays(-1), Soon));
    }

    [Fact]
    public async Task Of_which_a_part_is_missing_are_damaged_and_say_so()
    {
        var stored = await Blobs.Store(new MemoryStream(Bytes(PartSize + 1)), long.MaxValue, Soon);
        await Named(stored.Id);
        await _bucket.Parts(Store.Vault).Remove(stored.Id, Soon);

        var damaged = await Assert.ThrowsAsync<InvalidDataException>(() => Whole(stored.Id));
        Assert.Contains("part 0", damaged.Message, StringComparison.Ordinal);
    }

    protected override Task<IStore> Open() =>
        Task.FromResult<IStore>(new MemoryStore(new NoProjector(), TimeProvider.System, RandomNumberGenerator.Fill));

    protected override IPartStore Bucket(IStore store) => _bucket.Parts(store.Vault);

    protected override ValueTask Close()
    {
        _bucket.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override async Task<IReadOnlyList<string>> Parts() => await _bucket.Parts(Store.Vault).List("", 1000, Soon);
}

public sealed class An_S3_store : IDisposable
{
    private readonly TestBucket _bucket = new();
    private readonly MemoryStore _store = Stores.Empty();

    public void Dispose() => _bucket.Dispose();

    [Fact]
    public async Task Refuses_a_wrong_secret_and_the_error_names_it()
    {
        var parts = _bucket.Parts(_store.Vault, TestBucket.Credentials with { Secret = "wrong" });

        var refused = await Assert.ThrowsAsync<ContentStoreException>(() => parts.Check(CancellationToken.None));
        Assert.Contains("SignatureDoesNotMatch", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_has_no_such_bucket_is_told_from_one_that_is_away()
    {
        var missing = _bucket.Parts(_store.Vault, location: _bucket.Location with { Bucket = "no-such-bucket" });
        Assert.Contains(
            "There is no bucket no-such-bucket",
            (await Assert.ThrowsAsync<ContentStoreException>(() => missing.Check(CancellationToken.None))).Message, StringComparison.Ordinal);

        var away = _bucket.Parts(_store.Vault, location: _bucket.Location with { Endpoint = new Uri($"http://127.0.0.1:{Ports.Lend()}") });
        Assert.Contains(
            "cannot be reached",
            (await Assert.ThrowsAsync<ContentStoreException>(() => away.Check(CancellationToken.None))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://s3.example.org/bucket", "https://s3.example.org/", "bucket", "", "us-east-1")]
    [InlineData("s3://minio:9000/b/plugin/hub-1?region=eu-1", "https://minio:9000/", "b", "plugin/hub-1/", "eu-1")]
    [InlineData("s3+http://127.0.0.1:9000/b/", "http://127.0.0.1:9000/", "b", "", "us-east-1")]
    public void Is_named_by_host_bucket_and_prefix(string text, string endpoint, string bucket, string prefix, string region) =>
        Assert.Equal(new S3Location(new Uri(endpoint), bucket, prefix, region), S3Location.Parse(text));

    [Theory]
    [InlineData("bucket")]
    [InlineData("https://host/bucket")]
    [InlineData("s3://host")]
    [InlineData("s3://host/a b")]
    [InlineData("s3://key:secret@host/bucket")]
    [InlineData("s3://host/bucket?zone=1")]
    public void Of_another_form_is_refused_with_the_form(string text) => Assert.Throws<FormatException>(() => S3Location.Parse(text));

    /// <summary>The examples in Amazon's page on signing with the Authorization header.</summary>
    [Theory]
    [InlineData("/?lifecycle=", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("/?max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    public void Gets_requests_signed_as_its_documentation_has_them(string path, string signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://examplebucket.s3.amazonaws.com{path}");

        S3Signature.Sign(
            request, [], new S3Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), "us-east-1",
            new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero));

        Assert.EndsWith($"Signature={signature}", request.Headers.GetValues("Authorization").Single(), StringComparison.Ordinal);
    }
}
