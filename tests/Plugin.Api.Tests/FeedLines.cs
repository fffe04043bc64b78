using Plugin.Testing.Running;

namespace Plugin.Api.Tests;

/// <summary>A feed of events, line by line, as a test waits for one of them.</summary>
internal static class FeedLines
{
    /// <summary>The next line with this text. What else comes, such as checkpoints, comes when it comes.</summary>
    public static Task<string> With(this StreamReader events, string text)
    {
        return Next().Soon($"an event with {text}");

        async Task<string> Next()
        {
            while (await events.ReadLineAsync() is { } line)
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    return line;
                }
            }

            throw new InvalidOperationException($"The feed ended without {text}.");
        }
    }
}
