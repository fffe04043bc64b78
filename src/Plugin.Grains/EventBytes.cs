using System.Buffers;
using System.Text.Json;
using Plugin.Domain;
using Plugin.EventLog;

namespace Plugin.Grains;

/// <summary>Between the domain's events and the log's bytes.</summary>
internal static class EventBytes
{
    public static NewEvent Encode(DomainEvent @event, ReadOnlyMemory<byte> metadata)
    {
        var (name, data) = EventCodec.Encode(@event);
        return new NewEvent(name, data, metadata);
    }

    public static DomainEvent Decode(StoredEvent stored) => EventCodec.Decode(stored.Name, stored.Data.Span);

    /// <summary>Null members are left out; the order of members is fixed, since these bytes are hashed.</summary>
    public static ReadOnlyMemory<byte> Metadata(CallContext by)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("actor", by.Actor);
        if (by.For is not null)
        {
            json.WriteString("for", by.For);
        }

        if (by.Via is not null)
        {
            json.WriteString("via", by.Via);
        }

        if (by.Rule is { } rule)
        {
            json.WriteNumber("rule", rule);
        }

        if (by.Trace is not null)
        {
            json.WriteString("trace", by.Trace);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
