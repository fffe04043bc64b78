using System.Net;
using System.Net.Sockets;
using System.Xml;
using System.Xml.Linq;
using Plugin.EventLog;

namespace Plugin.Vault.Blobs.S3;

/// <summary>
/// Parts as objects of a bucket, <c>PREFIX content/000000</c>. Each is stored whole or not at all, so an upload that breaks leaves nothing
/// that only the store knows of.
/// </summary>
/// <param name="http">Owned by the caller; follows no redirects.</param>
public sealed class S3Parts(
    IVaultTable vault, HttpClient http, S3Location location, S3Credentials credentials, TimeProvider clock) : IPartStore
{
    private const int Tries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Try = TimeSpan.FromSeconds(30);

    public int PartSize => 4 * 1024 * 1024;

    /// <summary>The bucket can be listed.</summary>
    /// <exception cref="ContentStoreException">It cannot: the message says why.</exception>
    public Task Check(CancellationToken cancellationToken) => List("", 1, cancellationToken);

    public async Task Put(string content, int part, ReadOnlyMemory<byte> bytes, VaultWrite note, CancellationToken cancellationToken)
    {
        await Send(HttpMethod.Put, Object(content, part), "", bytes, (_, _) => Task.FromResult(true), cancellationToken);
        await vault.Write([note], cancellationToken);
    }

    public Task<int> Get(string content, int part, Memory<byte> into, CancellationToken cancellationToken) => Send(
        HttpMethod.Get, Object(content, part), "", default,
        async (response, ct) =>
        {
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                throw new InvalidDataException($"The content {content} lacks its part {part} in {location.Endpoint}: the store is damaged.");
            }

            await using var body = await response.Content.ReadAsStreamAsync(ct);
            var read = await body.ReadAtLeastAsync(into, into.Length, throwOnEndOfStream: false, ct);
            return read == response.Content.Headers.ContentLength ? read : throw new IOException("The answer broke off.");
        },
        cancellationToken);

    public async Task Remove(string content, CancellationToken cancellationToken)
    {
        while (await List($"{content}/", 1000, cancellationToken) is { Count: > 0 } objects)
        {
            foreach (var name in objects)
            {
                await Send(HttpMethod.Delete, $"/{location.Bucket}/{name}", "", default, (_, _) => Task.FromResult(true), cancellationToken);
            }
        }
    }

    /// <summary>The names of our objects that begin so, with the location's prefix; the first <paramref name="limit"/> of them.</summary>
    public Task<IReadOnlyList<string>> List(string start, int limit, CancellationToken cancellationToken) => Send<IReadOnlyList<string>>(
        HttpMethod.Get, $"/{location.Bucket}", $"?list-type=2&max-keys={limit}&prefix={Uri.EscapeDataString(location.Prefix + start)}", default,
        async (response, ct) =>
        {
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                throw new ContentStoreException($"There is no bucket {location.Bucket} at {location.Endpoint}. Create it, or name another.");
            }

            await using var body = await response.Content.ReadAsStreamAsync(ct);
            var list = await XDocument.LoadAsync(body, LoadOptions.None, ct);
            return [.. list.Descendants().Where(e => e.Name.LocalName == "Key").Select(e => e.Value)];
        },
        cancellationToken);

    private string Object(string content, int part) => $"/{location.Bucket}/{location.Prefix}{content}/{part:D6}";

    private async Task<T> Send<T>(
        HttpMethod method, string path, string query, ReadOnlyMemory<byte> body, Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Once(method, path, query, body, read, cancellationToken);
            }
            catch (Exception e) when (IsPassing(e, cancellationToken))
            {
                if (attempt == Tries)
                {
                    throw new ContentStoreException($"The store of contents at {location.Endpoint} cannot be reached: {e.Message}", e);
                }
            }

            await Task.Delay(Pause * attempt, clock, cancellationToken);
        }
    }

    private static bool IsPassing(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or IOException or SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private async Task<T> Once<T>(
        HttpMethod method, string path, string query, ReadOnlyMemory<byte> body, Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Try, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(method, new Uri(location.Endpoint, path + query));
        S3Signature.Sign(request, body.Span, credentials, location.Region, clock.GetUtcNow());
        if (method == HttpMethod.Put)
        {
            request.Content = new ReadOnlyMemoryContent(body);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        if (response.IsSuccessStatusCode || (response.StatusCode == HttpStatusCode.NotFound && method != HttpMethod.Put))
        {
            return await read(response, either.Token);
        }

        var refusal = $"{method} was answered {(int)response.StatusCode} {await Code(response, either.Token)}";
        throw (int)response.StatusCode >= 500 && response.StatusCode != HttpStatusCode.InsufficientStorage
            || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            ? new HttpRequestException(refusal)
            : new ContentStoreException($"The store of contents at {location.Endpoint}, bucket {location.Bucket}, refuses: {refusal}.");
    }

    /// <summary>S3's own word for what is wrong, for example SignatureDoesNotMatch or RequestTimeTooSkewed.</summary>
    private static async Task<string?> Code(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var error = await XDocument.LoadAsync(body, LoadOptions.None, cancellationToken);
            return error.Root?.Elements().FirstOrDefault(e => e.Name.LocalName == "Code")?.Value;
        }
        catch (XmlException)
        {
            return response.ReasonPhrase;
        }
    }
}
