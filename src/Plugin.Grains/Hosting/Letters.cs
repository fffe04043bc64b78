using System.Data.Common;
using System.Text.Json;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Vault.Blobs;

namespace Plugin.Grains.Hosting;

/// <summary>
/// Commands and answers as they travel from silo to silo: JSON, a command under the name of its type. A silo of another version skips members
/// that it does not know; of a command that it does not know it says so, and whoever sent it handles it.
/// </summary>
public static class Letters
{
    private static readonly Dictionary<string, Type> CommandTypes = typeof(Command).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Command)) && !type.IsAbstract)
        .ToDictionary(type => type.Name, StringComparer.Ordinal);

    public static byte[] Write(Command command)
    {
        var type = command.GetType();
        return JsonSerializer.SerializeToUtf8Bytes(
            new CommandLetter(type.Name, JsonSerializer.SerializeToElement(command, type, LetterJson.Options)), LetterJson.Options);
    }

    /// <summary>Null for a command that this version does not know.</summary>
    public static Command? ReadCommand(ReadOnlySpan<byte> letter)
    {
        var (name, command) = JsonSerializer.Deserialize<CommandLetter>(letter, LetterJson.Options)!;
        return CommandTypes.TryGetValue(name, out var type) ? (Command)command.Deserialize(type, LetterJson.Options)! : null;
    }

    public static byte[] Write(IAnswer answer) => answer.ToLetter();

    /// <summary>Null for what no caller expects: that is told where it happened.</summary>
    public static byte[]? Write(Exception failure)
    {
        Failure? expected = failure switch
        {
            StreamConflictException e => new(nameof(StreamConflictException), e.Message, e.Stream, e.Expected, e.Actual),
            KeyTakenException e => new(nameof(KeyTakenException), e.Message, e.Kind, Value: e.Value, Owner: e.Owner),
            ContentStoreException e => new(nameof(ContentStoreException), e.Message),
            // The silo that does not understand an event stops by itself; who asked it may ask again.
            LogUnavailableException or UnknownEventException or DbException { IsTransient: true } =>
                new(nameof(LogUnavailableException), failure.Message),
            _ => null,
        };
        return expected is null ? null : JsonSerializer.SerializeToUtf8Bytes(new AnswerLetter<Done>(null, default, expected), LetterJson.Options);
    }

    /// <exception cref="LogUnavailableException">The owner's silo could not reach the store; nothing was stored.</exception>
    /// <exception cref="StreamConflictException">As the owner's silo met it.</exception>
    /// <exception cref="KeyTakenException">As the owner's silo met it.</exception>
    /// <exception cref="ContentStoreException">As the owner's silo met it.</exception>
    public static Answer<TAnswer> ReadAnswer<TAnswer>(ReadOnlySpan<byte> letter)
    {
        var (refusal, value, failure) = JsonSerializer.Deserialize<AnswerLetter<TAnswer>>(letter, LetterJson.Options)!;
        return (failure, refusal) switch
        {
            ({ } e, _) => throw Exception(e),
            (_, { } e) => e,
            _ => value!,
        };
    }

    internal static byte[] Write<TAnswer>(Answer<TAnswer> answer) => JsonSerializer.SerializeToUtf8Bytes(
        answer.Refusal is { } refusal
            ? new AnswerLetter<TAnswer>(refusal, default, null)
            : new AnswerLetter<TAnswer>(null, answer.Value, null),
        LetterJson.Options);

    private static Exception Exception(Failure failure) => failure.Type switch
    {
        nameof(StreamConflictException) => new StreamConflictException(failure.Name!, failure.Expected, failure.Actual),
        nameof(KeyTakenException) => new KeyTakenException(failure.Name!, failure.Value!, failure.Owner!),
        nameof(ContentStoreException) => new ContentStoreException(failure.Message),
        _ => new LogUnavailableException(failure.Message),
    };

    private sealed record CommandLetter(string Type, JsonElement Command);

    private sealed record AnswerLetter<TAnswer>(Refusal? Refusal, TAnswer? Value, Failure? Failure);

    /// <param name="Type">Of the exception.</param>
    /// <param name="Message">Its text.</param>
    /// <param name="Name">The stream of a conflict, or the kind of a taken key.</param>
    private sealed record Failure(
        string Type, string Message, string? Name = null, long Expected = 0, long Actual = 0, string? Value = null, string? Owner = null);
}
