using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Plugin.Node.Tests.Support;

/// <summary>What a station says, for the test and for who reads its output.</summary>
internal sealed class XunitLog : ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>Waits until the operator can read this.</summary>
    public Task Says(string text) => A_station_that_dies.Eventually(() => Lines.Any(l => l.Contains(text, StringComparison.Ordinal)), $"It did not say: {text}");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Lines.Enqueue(formatter(state, exception));
        TestContext.Current.TestOutputHelper?.WriteLine($"{TimeProvider.System.GetUtcNow():ss.fff} {formatter(state, exception)} {exception}");
    }
}
