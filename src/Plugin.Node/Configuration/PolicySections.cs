using Plugin.Node.Policies;

namespace Plugin.Node.Configuration;

/// <summary>The parts of a station's file that say what is allowed.</summary>
internal static class PolicySections
{
    public static PolicyConfig Policies(YamlSection root)
    {
        if (root.OptionalSection("policies") is not { } policies)
        {
            return new PolicyConfig([]);
        }

        var usual = new PolicyConfig([]);
        var config = new PolicyConfig(Checked(policies, "allowed_images", policies.Texts("allowed_images")))
        {
            AllowedStores = Images(policies, "allowed_stores"),
            EitherImageOrStore = policies.Flag("either_image_or_store", otherwise: false),
            AllowedUsers = Names(policies, "allowed_users"),
            AllowedOrganizations = Names(policies, "allowed_organizations"),
            MinimumRecords = (int)policies.Number("minimum_records", 0, 0, int.MaxValue, whole: true),
            LargestResult = policies.OptionalText("largest_result_kb") is null ? null : (long)policies.Count("largest_result_kb", 1) << 10,
            Approval = [.. policies.Sections("approval").Select(Rule)],
            Hold = [.. policies.Sections("hold").Select(Rule)],
            DecideWithin = TimeSpan.FromHours(policies.Number("decide_within_hours", usual.DecideWithin.TotalHours, min: 0.01, max: 24 * 365)),
        };
        policies.Done();
        return config;
    }

    /// <param name="database">One of the data sources.</param>
    public static SourceRules Source(YamlSection database)
    {
        int? minimum = database.OptionalText("minimum_records") is null ? null : (int)database.Number("minimum_records", 0, 0, int.MaxValue, whole: true);
        if (database.OptionalSection("allowed") is not { } allowed)
        {
            return new SourceRules { MinimumRecords = minimum };
        }

        var rules = new SourceRules
        {
            Images = Images(allowed, "images"),
            Users = Names(allowed, "users"),
            Organizations = Names(allowed, "organizations"),
            Methods = Names(allowed, "methods"),
            AllowsQueries = allowed.Flag("queries", otherwise: false),
            AllowsPreprocessing = allowed.Flag("preprocessing", otherwise: false),
            MinimumRecords = minimum,
        };
        allowed.Done();
        return rules;
    }

    private static RunRuleConfig Rule(YamlSection rule)
    {
        var config = new RunRuleConfig
        {
            Images = Images(rule, "images"),
            Users = Names(rule, "users"),
            Organizations = Names(rule, "organizations"),
            Methods = Names(rule, "methods"),
            Databases = Names(rule, "databases"),
        };
        rule.Done();
        return config;
    }

    private static IReadOnlyList<string> Images(YamlSection section, string key) => Checked(section, key, Names(section, key));

    private static IReadOnlyList<string> Checked(YamlSection section, string key, IReadOnlyList<string> images)
    {
        foreach (var image in images)
        {
            try
            {
                ImageList.Check(image);
            }
            catch (ArgumentException e)
            {
                throw section.Wrong(key, $"holds '{image}', which is not a regular expression: {e.Message.TrimEnd('.')}");
            }
        }

        return images;
    }

    // A list that was meant to restrict and restricts nothing would let everybody in.
    private static IReadOnlyList<string> Names(YamlSection section, string key)
    {
        var names = section.Texts(key);
        return section.Has(key) && names.Count == 0 ? throw section.Wrong(key, "is empty; leave it out, or name what it is about")
            : names.Any(string.IsNullOrWhiteSpace) ? throw section.Wrong(key, "has an empty entry")
            : names;
    }
}
