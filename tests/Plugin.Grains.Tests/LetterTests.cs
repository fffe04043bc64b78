using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains.Hosting;
using Plugin.Grains.Runs;
using Plugin.Vault.Blobs;

namespace Plugin.Grains.Tests;

public sealed class A_command_in_a_letter
{
    private const BindingFlags State = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static TheoryData<Type> Commands =>
        new(typeof(Command).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Command)) && !type.IsAbstract));

    public static TheoryData<Type> Stages => new(typeof(RunStage).GetNestedTypes());

    [Theory]
    [MemberData(nameof(Commands))]
    public void Comes_out_as_it_went_in(Type type)
    {
        var command = (Command)Sample(type) with { IdempotencyKey = "key" };

        var read = Letters.ReadCommand(Letters.Write(command));

        AssertSame(command, read, type.Name);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void Keeps_which_stage_a_run_has_reached(Type stage)
    {
        var command = new ReportRun(new CallContext("node:7"), new RunId(3), new NodeId(7), 2, (RunStage)Sample(stage));

        AssertSame(command, Letters.ReadCommand(Letters.Write(command)), stage.Name);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Is_answered_by_letter(Type type)
    {
        var value = Sample(AnswerOf(type));

        typeof(A_command_in_a_letter).GetMethod(nameof(AssertAnswered), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(value.GetType()).Invoke(null, [value]);
    }

    [Fact]
    public void Is_refused_by_letter()
    {
        Answer<PortId> answer = new Refusal(RefusalKind.Finished, "run.finished", "The run has ended.");

        Assert.Equal(answer, Letters.ReadAnswer<PortId>(Letters.Write(answer)));
    }

    [Fact]
    public void Of_a_newer_version_is_not_guessed_at() =>
        Assert.Null(Letters.ReadCommand("""{"Type":"FoldRun","Command":{"By":{"Actor":"user:4"}}}"""u8));

    [Fact]
    public void Fails_for_its_sender_as_it_would_have_failed_at_home()
    {
        var conflict = Assert.Throws<StreamConflictException>(() => Told(new StreamConflictException("run-3", 4, 5)));
        Assert.Equal(("run-3", 4, 5), (conflict.Stream, conflict.Expected, conflict.Actual));
        var taken = Assert.Throws<KeyTakenException>(() => Told(new KeyTakenException("user.name", "root", "user-1")));
        Assert.Equal(("user.name", "root", "user-1"), (taken.Kind, taken.Value, taken.Owner));
        Assert.Equal("away", Assert.Throws<LogUnavailableException>(() => Told(new LogUnavailableException("away"))).Message);
        Assert.Equal("full", Assert.Throws<ContentStoreException>(() => Told(new ContentStoreException("full"))).Message);
        Assert.Throws<LogUnavailableException>(() => Told(new UnknownEventException("run.folded/1")));
        Assert.Null(Letters.Write(new InvalidOperationException("a bug")));
    }

    private static void Told(Exception exception) => Letters.ReadAnswer<Done>(Letters.Write(exception)!);

    private static void AssertAnswered<T>(T value)
    {
        var read = Letters.ReadAnswer<T>(Letters.Write((Answer<T>)value));

        Assert.Null(read.Refusal);
        AssertSame(value, read.Value, typeof(T).Name);
    }

    private static Type AnswerOf(Type command)
    {
        while (!command.IsGenericType)
        {
            command = command.BaseType!;
        }

        return command.GetGenericArguments()[0];
    }

    /// <summary>A value of which nothing is as it would be if it were left out.</summary>
    private static object Sample(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return "text";
        }

        if (type == typeof(int))
        {
            return 7;
        }

        if (type == typeof(long))
        {
            return 7L;
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type == typeof(DateTimeOffset))
        {
            return new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero).AddMicroseconds(8);
        }

        if (type == typeof(ReadOnlyMemory<byte>))
        {
            return new ReadOnlyMemory<byte>([1, 2, 3]);
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).GetValue(1)!;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var item = type.GetGenericArguments()[0];
            var items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            items.Add(Sample(item));
            return items;
        }

        if (type.IsAbstract)
        {
            return Sample(type.GetNestedTypes().First(nested => nested.IsSubclassOf(type)));
        }

        // Not the constructor that copies.
        var constructor = type.GetConstructors(State).Where(constructor => constructor.GetParameters() is not [{ ParameterType: var only }] || only != type)
            .MaxBy(constructor => constructor.GetParameters().Length);
        return constructor?.Invoke([.. constructor.GetParameters().Select(parameter => Sample(parameter.ParameterType))])
            ?? RuntimeHelpers.GetUninitializedObject(type);
    }

    private static void AssertSame(object? expected, object? read, string where)
    {
        switch (expected)
        {
            case null or string or ValueType and (IFormattable or bool):
                Assert.True(Equals(expected, read), $"{where}: {expected} came out as {read ?? "nothing"}.");
                return;
            case ReadOnlyMemory<byte> bytes:
                Assert.Equal(bytes.ToArray(), ((ReadOnlyMemory<byte>)read!).ToArray());
                return;
            case IList items:
                var readItems = Assert.IsType<IList>(read, exactMatch: false);
                Assert.Equal(items.Count, readItems.Count);
                for (var i = 0; i < items.Count; i++)
                {
                    AssertSame(items[i], readItems[i], $"{where}[{i}]");
                }

                return;
            default:
                Assert.NotNull(read);
                Assert.Equal(expected.GetType(), read.GetType());
                for (var type = expected.GetType(); type is not null; type = type.BaseType)
                {
                    foreach (var field in type.GetFields(State | BindingFlags.DeclaredOnly))
                    {
                        AssertSame(field.GetValue(expected), field.GetValue(read), $"{where}.{field.Name}");
                    }
                }

                return;
        }
    }
}
