using System.Text;
using Plugin.EventLog.Entries;

namespace Plugin.EventLog.Writing;

/// <summary>What an append must look like before any engine sees it. A violation is the caller's bug, so it throws at once.</summary>
internal static class AppendRules
{
    public const int MaxOutcomeBytes = 60_000;
    public const int MaxVaultBytes = 1024 * 1024;
    public const int MaxNameLength = 500;

    // A lone surrogate has no UTF-8 form: silently replaced, it would be hashed as something the caller never wrote.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Check(Append append)
    {
        var streams = new HashSet<string>(StringComparer.Ordinal);
        var events = 0;
        foreach (var stream in append.Streams)
        {
            CheckText(stream.Stream, "stream name");
            ArgumentOutOfRangeException.ThrowIfNegative(stream.ExpectedVersion);
            if (!streams.Add(stream.Stream))
            {
                throw new ArgumentException($"Stream {stream.Stream} occurs twice in one append.");
            }

            foreach (var @event in stream.Events)
            {
                CheckText(@event.Name, "event name");
                var size = Entry.SizeOf(stream.Stream, @event);
                if (size > Entry.MaxBytes)
                {
                    throw new ArgumentException(
                        $"The event {@event.Name} for stream {stream.Stream} is an entry of {size} bytes; {Entry.MaxBytes} are allowed. Put bigger content into a blob.");
                }

                events++;
            }
        }

        if (events == 0)
        {
            throw new ArgumentException("An append needs at least one event.");
        }

        CheckRest(append);
    }

    public static void Check(VaultWrite write)
    {
        CheckText(write.Kind, "vault kind");
        CheckText(write.Id, "vault id");
        if (write.Content is { Length: > MaxVaultBytes } content)
        {
            throw new ArgumentException($"The vault entry {write.Kind}/{write.Id} has {content.Length} bytes; {MaxVaultBytes} are allowed.");
        }
    }

    private static void CheckRest(Append append)
    {
        foreach (var guard in append.Guards)
        {
            CheckText(guard.Stream, "stream name");
            ArgumentOutOfRangeException.ThrowIfNegative(guard.ExpectedVersion);
        }

        var keys = new HashSet<(string, string)>();
        foreach (var key in append.Keys)
        {
            CheckText(key.Kind, "key kind");
            CheckText(key.Value, "key value");
            CheckText(key.Owner, "key owner");
            if (!keys.Add((key.Kind, key.Value)))
            {
                throw new ArgumentException($"The key {key.Kind} '{key.Value}' occurs twice in one append.");
            }
        }

        foreach (var write in append.Vault)
        {
            Check(write);
        }

        if (append.IdempotencyKey is { } idempotency)
        {
            CheckText(idempotency, "idempotency key");
        }

        if (append.Outcome.Length > MaxOutcomeBytes)
        {
            throw new ArgumentException($"An outcome of {append.Outcome.Length} bytes is too big; {MaxOutcomeBytes} are allowed.");
        }
    }

    private static void CheckText(string text, string what)
    {
        if (text.Length is 0 or > MaxNameLength)
        {
            throw new ArgumentException($"A {what} has 1 to {MaxNameLength} characters, not {text.Length}.");
        }

        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"A {what} must not contain the NUL character.");
        }

        try
        {
            Strict.GetByteCount(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"A {what} is not valid Unicode text.", e);
        }
    }
}
