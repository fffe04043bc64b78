using System.Text;
using System.Text.Json.Nodes;
using Plugin.Client.Payloads;
using Plugin.Node.Payloads;

namespace Plugin.Node.Proxy;

/// <summary>In an encrypted collaboration algorithms see and write plain base64; the hub sees neither.</summary>
internal sealed class ProxyPayloads(IPayloads payloads, bool encrypted)
{
    public bool Encrypted => encrypted;

    /// <summary>Closes each input of a subtask for the organization that will read it.</summary>
    /// <exception cref="Microsoft.AspNetCore.Http.BadHttpRequestException">An entry has no id or no readable input.</exception>
    public async Task CloseInputs(JsonArray organizations, CancellationToken cancellationToken)
    {
        foreach (var organization in organizations)
        {
            if (organization is not JsonObject fields || fields["id"] is not JsonValue id || !id.TryGetValue<int>(out var receiver)
                || fields["input"] is not JsonValue input || !input.TryGetValue<string>(out var text))
            {
                throw new Microsoft.AspNetCore.Http.BadHttpRequestException("Each organization of a subtask needs 'id' and 'input'.");
            }

            try
            {
                using var plain = new MemoryStream(PayloadEnvelope.Decode(text));
                using var closed = new MemoryStream();
                await payloads.Close(plain, receiver, closed, cancellationToken);
                fields["input"] = Encoding.ASCII.GetString(closed.ToArray());
            }
            catch (FormatException e)
            {
                throw new Microsoft.AspNetCore.Http.BadHttpRequestException($"The input for organization {receiver} cannot be sent: {e.Message}");
            }
        }
    }

    /// <summary>Opens the results in a list, a plain array or a single object. One that this organization's key does not open stays as it is.</summary>
    public JsonNode OpenResults(JsonNode answer)
    {
        foreach (var result in (answer as JsonArray ?? (answer as JsonObject)?["data"] as JsonArray) ?? [])
        {
            Open(result);
        }

        Open(answer);
        return answer;
    }

    private void Open(JsonNode? result)
    {
        if (result is JsonObject fields && fields["result"] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0)
        {
            try
            {
                fields["result"] = PayloadEnvelope.Encode(payloads.Open(text));
            }
            catch (FormatException)
            {
                // It was closed for another organization.
            }
        }
    }
}
