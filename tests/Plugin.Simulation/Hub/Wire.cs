using Plugin.Client;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation.Hub;

/// <summary>
/// What lies between somebody and the hub: it delays, loses requests and answers, delivers a request twice and much later, and is cut at times.
/// </summary>
internal sealed class Wire(Simulator simulator, Chance chance, Cluster cluster)
{
    private Lifetime _connection = new();

    /// <summary>Once healed, nothing gets lost any more.</summary>
    public bool IsHealed { get; set; }

    public bool IsCut { get; private set; }

    public CancellationToken Connection => _connection.Token;

    public void Cut()
    {
        IsCut = true;
        _connection.End();
    }

    public void Mend()
    {
        if (IsCut)
        {
            IsCut = false;
            _connection = new Lifetime();
        }
    }

    public Silo Silo() => IsCut ? throw NoAnswer() : cluster.Any() ?? throw NoAnswer();

    public async Task<T> Call<T>(Func<Silo, Task<T>> request, CancellationToken cancellationToken)
    {
        await Travel(cancellationToken);
        var silo = Silo();
        if (Unlucky(0.04))
        {
            await simulator.Delay(chance.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)), cancellationToken);
            throw NoAnswer();
        }

        if (Unlucky(0.03))
        {
            simulator.Spawn(() => Echo(request));
        }

        // An answer that says no gets lost just as well.
        var answer = Answer(request, silo);
        await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await Travel(cancellationToken);
        return IsCut || Unlucky(0.04) ? throw NoAnswer() : await answer;
    }

    public Task Travel(CancellationToken cancellationToken) =>
        simulator.Delay(chance.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(200)), cancellationToken);

    public static HubException NoAnswer() => new(null, null, "The hub does not answer.");

    private static async Task<T> Answer<T>(Func<Silo, Task<T>> request, Silo silo)
    {
        try
        {
            return await request(silo);
        }
        catch (SiloDiedException)
        {
            throw NoAnswer();
        }
    }

    /// <summary>The same request once more, when nobody expects it.</summary>
    private async Task Echo<T>(Func<Silo, Task<T>> request)
    {
        await simulator.Delay(chance.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(90)), default);
        try
        {
            if (cluster.Any() is { } silo)
            {
                await request(silo);
            }
        }
        catch (Exception e) when (e is HubException or SiloDiedException)
        {
            // Nobody waits for its answer.
        }
    }

    private bool Unlucky(double probability) => !IsHealed && chance.Of(probability);
}
