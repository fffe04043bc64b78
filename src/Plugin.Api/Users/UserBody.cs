using System.Net.Mail;
using System.Text.RegularExpressions;
using Plugin.Api.Http;

namespace Plugin.Api.Users;

/// <summary>What a body says about a person.</summary>
internal sealed partial record UserBody(string? UserName, string? Email, string? FirstName, string? LastName)
{
    public const int MaxText = 128;

    public static UserBody Of(Body body, bool required)
    {
        var person = new UserBody(
            body.Text("username", MaxText, required, min: 3), body.Text("email", MaxText, required, min: 3), body.Text("firstname", MaxText),
            body.Text("lastname", MaxText));
        if (person.UserName is not null && !Form().IsMatch(person.UserName))
        {
            body.Fail("username", "Starts with a letter, then letters, digits, '.', '_' and '-'.");
        }

        if (person.Email is not null && !MailAddress.TryCreate(person.Email, out _))
        {
            body.Fail("email", "Not an e-mail address.");
        }

        return person;
    }

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9._-]*$")]
    private static partial Regex Form();
}
