using System.Collections.Concurrent;
using System.Text.Json;
using Plugin.Api.Outbound;
using Plugin.Contracts;
using Plugin.ReadModels.AlgorithmStores;

namespace Plugin.Api.AlgorithmStores;

/// <summary>What stores have approved, as they tell it to one user: they may tell others less. Kept for a minute.</summary>
internal sealed class StoreCatalogues(StoreClient client, TimeProvider clock)
{
    private const int PageSize = 100;
    private const int MostPages = 20;
    private const int MostKept = 1000;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Url, int User), (DateTimeOffset Until, IReadOnlyList<OfferedAlgorithm> Algorithms)> _known = [];

    /// <param name="authorization">The user's, which the store is shown.</param>
    public async Task<(AskedStore Store, IReadOnlyList<OfferedAlgorithm> Algorithms)> Of(
        AlgorithmStoreRow store, int user, string authorization, CancellationToken cancellationToken)
    {
        var key = (store.Url, user);
        if (_known.TryGetValue(key, out var known) && known.Until > clock.GetUtcNow())
        {
            return (new AskedStore(store.Id, store.Name, null), [.. known.Algorithms.Select(algorithm => algorithm with { StoreId = store.Id })]);
        }

        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var (algorithms, problem) = await Ask(new StoreCall(store.Url, store.ServerUrl, authorization), store.Id, both.Token);
            if (problem is null)
            {
                Keep(key, algorithms);
            }

            return (new AskedStore(store.Id, store.Name, problem), algorithms);
        }
        catch (OutboundRefusedException e)
        {
            return (new AskedStore(store.Id, store.Name, e.Message), []);
        }
        catch (HttpRequestException)
        {
            return (new AskedStore(store.Id, store.Name, "The algorithm store cannot be reached."), []);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (new AskedStore(store.Id, store.Name, $"The algorithm store did not answer within {Patience.TotalSeconds} seconds."), []);
        }
    }

    private async Task<(IReadOnlyList<OfferedAlgorithm> Algorithms, string? Problem)> Ask(StoreCall call, int store, CancellationToken cancellationToken)
    {
        var found = new List<OfferedAlgorithm>();
        for (var page = 1; page <= MostPages; page++)
        {
            var answer = await client.Approved(call, page, PageSize, cancellationToken);
            if (answer.Status != 200)
            {
                return ([], answer.Message);
            }

            if (answer.Body is not { ValueKind: JsonValueKind.Object } body || !body.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
            {
                return ([], "The algorithm store's answer is no list of algorithms.");
            }

            found.AddRange(data.EnumerateArray().Select(one => AlgorithmReader.Read(one, store)).OfType<OfferedAlgorithm>());
            if (data.GetArrayLength() < PageSize)
            {
                break;
            }
        }

        return (found, null);
    }

    private void Keep((string, int) key, IReadOnlyList<OfferedAlgorithm> algorithms)
    {
        if (_known.Count >= MostKept)
        {
            _known.Clear();
        }

        _known[key] = (clock.GetUtcNow() + Kept, algorithms);
    }
}
