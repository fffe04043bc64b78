using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Plugin.Grains;
using Plugin.Grains.Hosting;

namespace Plugin.Hub.Orleans;

/// <summary>
/// A command, an answer or an expected failure between two grains. Within a silo it is handed over as it is; what leaves the silo is written as a
/// letter first.
/// </summary>
[GenerateSerializer, Immutable, SerializationCallbacks(typeof(Writing)), Alias("plugin.parcel")]
internal sealed class Parcel
{
    // What the parcel was packed with; null in one that came from another silo.
    [NonSerialized]
    private object? _content;

    [Id(0)]
    private byte[]? _letter;

    /// <summary>The answer to a command that this silo's version does not know.</summary>
    public static Parcel Returned { get; } = new() { _letter = [] };

    public bool IsReturned => _letter is [];

    public static Parcel Of(Command command) => new() { _content = command };

    public static Parcel Of(IAnswer answer) => new() { _content = answer };

    /// <summary>Null for what nobody expects.</summary>
    public static Parcel? Of(Exception failure) => Letters.Write(failure) is { } letter ? new() { _content = failure, _letter = letter } : null;

    /// <summary>Null for a command that this version does not know.</summary>
    public Command? Command() => _content is Command command ? command : Letters.ReadCommand(_letter);

    public Answer<TAnswer> Answer<TAnswer>()
    {
        if (_content is Exception failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return _content is Answer<TAnswer> answer ? answer : Letters.ReadAnswer<TAnswer>(_letter);
    }

    internal sealed class Writing
    {
        [SuppressMessage("Performance", "CA1822", Justification = "Orleans calls it on an instance that it makes.")]
        public void OnSerializing(Parcel parcel) => parcel._letter ??= parcel._content is Command command
            ? Letters.Write(command)
            : Letters.Write((IAnswer)parcel._content!);
    }
}
