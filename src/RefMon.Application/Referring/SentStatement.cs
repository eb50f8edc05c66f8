using RefMon.Application.Catalogue;
using RefMon.Domain;
using RefMon.Domain.Referring;
using DomainSend = RefMon.Domain.Referring.SendReferral;

namespace RefMon.Application.Referring;

/// <summary>States a draft as the Domain's command to send it; what is not answered is null there.</summary>
internal static class SentStatement
{
    public static DomainSend Of(
        OpenDraft open,
        ReferralId referral,
        ReferralReference reference,
        string? practitionerAccount
    )
    {
        var answers = open.Answers;
        return new DomainSend(
            open.Viewer.AsStaffMember(),
            referral,
            reference,
            open.Service.AsStatement(),
            Person(open),
            open.Kind,
            Custody(open),
            open.Kind is { } kind && kind.IsUnallocated() ? Contact(open) : Practitioner(open, practitionerAccount),
            PractitionerDetailsSection.BackUp(open),
            RiskSection.Statement(open),
            Needs(answers),
            SentenceSection.Chosen(answers),
            [.. open.Chosen.Select(category => Category(open, category))],
            answers.Number(EnforceableDaysSection.Days),
            answers.Day(CompletionDateSection.Date),
            answers[ReasonSection.Reason],
            answers[ReasonSection.Further],
            answers[UrgencySection.WhyNow],
            Urgency: UrgencySection.Of(answers),
            SafeContact: SafeContactSection.Statement(answers),
            NotCheckedAgain: SourceReads.Old(open) is { Count: > 0 } old
                ? [.. old.Select(read => new UncheckedSource(read.Source, read.ReadAt))]
                : null
        );
    }

    private static CustodyStatement? Custody(OpenDraft open) =>
        PrisonSection.Chosen(open.Answers) is { } prison
            ? new(
                prison.Code,
                prison.Name,
                open.Answers.Day(ReleaseDateSection.Date),
                ReleaseDateSection.SourceOf(open),
                ReleaseDateSection.ConfidenceOf(open),
                open.Answers[ReleaseDateSection.Reason],
                open.Answers[ExpectedOfficeSection.Office],
                open.Answers[ExpectedOfficeSection.Reason]
            )
            : null;

    // the team that holds the person stands in for a practitioner's own; it also says which team leads see the referral
    private static PractitionerStatement Contact(OpenDraft open)
    {
        var (answers, team) = (open.Answers, open.Sources.Officer.Value);
        return new(
            Typed(answers[MainContactSection.Name]),
            answers[MainContactSection.Role],
            Typed(answers[MainContactSection.Email]),
            Typed(answers[MainContactSection.Phone]),
            new(null, TypedText.Line(team.TeamPhone)),
            new(null, TypedText.Line(team.DeliveryUnit)),
            Typed(answers[MainContactSection.Office]),
            answers[MainContactSection.Establishment]
        );

        static SourcedValue Typed(string? value) => new(value, null);
    }

    private static PersonStatement Person(OpenDraft open)
    {
        var person = open.Person;
        return new(
            open.Draft.PersonId,
            Crn.Parse(open.Draft.Crn),
            person.NomsNumber,
            person.FirstName,
            person.LastName,
            person.DateOfBirth,
            person.Sex,
            person.Ethnicity,
            person.PreferredLanguage,
            person.Disabilities,
            person.Religion,
            PersonalDetailsSection.MainAddress(person),
            person.Phones,
            person.Email
        );
    }

    private static PractitionerStatement Practitioner(OpenDraft open, string? account) =>
        new(
            PractitionerDetailsSection.ValueOf(open, PractitionerDetailsSection.Name),
            Role: null,
            PractitionerDetailsSection.ValueOf(open, PractitionerDetailsSection.Email),
            PractitionerDetailsSection.ValueOf(open, PractitionerDetailsSection.Phone),
            PractitionerDetailsSection.ValueOf(open, PractitionerDetailsSection.TeamPhone),
            PractitionerDetailsSection.ValueOf(open, PractitionerDetailsSection.Pdu),
            PractitionerDetailsSection.ValueOf(open, PractitionerDetailsSection.Office),
            AccountId: account
        );

    private static NeedsStatement? Needs(DraftAnswers answers) =>
        answers.YesNo(NeedsSection.Interpreter) is { } interpreter
        && answers.YesNo(NeedsSection.Responsibilities) is { } responsibilities
            ? new(
                answers[NeedsSection.Accessibility],
                answers[NeedsSection.Additional],
                interpreter,
                answers[NeedsSection.Language],
                responsibilities,
                answers[NeedsSection.Unavailable]
            )
            : null;

    private static CategoryAnswers Category(OpenDraft open, CatalogueCategory category)
    {
        var level = ComplexitySection.Chosen(open, category);
        return new(
            category.Id,
            category.Name,
            [
                .. OutcomesSection
                    .Chosen(open, category)
                    .Select(outcome => new OutcomeStatement(outcome.Id, outcome.Description)),
            ],
            level is null ? null : new(level.Id, level.Grade, level.Title)
        );
    }
}
