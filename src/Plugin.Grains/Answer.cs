using Plugin.Domain;
using Plugin.Grains.Hosting;

namespace Plugin.Grains;

/// <summary>An answer whose type is not known where it passes through.</summary>
public interface IAnswer
{
    Refusal? Refusal { get; }

    internal byte[] ToLetter();
}

/// <summary>Either a value or the refusal that says why not.</summary>
public readonly record struct Answer<T> : IAnswer
{
    private readonly T? _value;

    private Answer(T? value, Refusal? refusal)
    {
        _value = value;
        Refusal = refusal;
    }

    public Refusal? Refusal { get; }

    /// <exception cref="InvalidOperationException">The command was refused.</exception>
    public T Value => Refusal is null ? _value! : throw new InvalidOperationException($"Refused: {Refusal.Code}.");

    byte[] IAnswer.ToLetter() => Letters.Write(this);

    public static implicit operator Answer<T>(T value) => new(value, null);

    public static implicit operator Answer<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>The answer of a command that has nothing to tell but that it was done.</summary>
public readonly record struct Done;
