//! Decisions that stand for every batch: one person wishes them, and a second one agrees.
//!
//! A standing decision decides nothing by itself. While it holds, someone who decides about a batch
//! may follow it there ([`crate::batch::Action::Follow`]), under their own name.

use crate::batch::{Choice, Person, Refusal, Role, said};

/// A decision about every text that is equal, in this batch and in those to come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Standing {
    choice: Choice,
    wished_by: Person,
    agreed_by: Option<Person>,
    is_over: bool,
}

impl Standing {
    /// Returns a wish, which nobody follows before a second person agrees.
    ///
    /// # Errors
    ///
    /// When the role may not decide, or a ground or reason is missing.
    pub fn wish(by: Person, role: Role, choice: Choice) -> Result<Self, Refusal> {
        may_decide(role)?;
        match &choice {
            Choice::Remove(withholding) => said(&withholding.ground)?,
            Choice::Keep { reason } => said(reason)?,
            Choice::NotSensitive => {}
            Choice::Replaced => return Err(Refusal::NoSuchItem),
        }
        Ok(Self { choice, wished_by: by, agreed_by: None, is_over: false })
    }

    /// Takes the agreement of someone else.
    ///
    /// # Errors
    ///
    /// [`Refusal::SamePerson`] for whoever wished it, [`Refusal::Stage`] when it holds or is over.
    pub fn agree(&mut self, by: &Person, role: Role) -> Result<(), Refusal> {
        may_decide(role)?;
        if self.is_over || self.agreed_by.is_some() {
            return Err(Refusal::Stage);
        }
        if &self.wished_by == by {
            return Err(Refusal::SamePerson);
        }
        self.agreed_by = Some(by.clone());
        Ok(())
    }

    /// Ends it, which one person may do: more is looked at then, and not less.
    ///
    /// # Errors
    ///
    /// [`Refusal::Stage`] when it is over.
    pub fn end(&mut self, role: Role) -> Result<(), Refusal> {
        may_decide(role)?;
        if self.is_over {
            return Err(Refusal::Stage);
        }
        self.is_over = true;
        Ok(())
    }

    /// What is decided, while it holds: a second person agreed, and nobody ended it.
    #[must_use]
    pub fn choice(&self) -> Option<&Choice> {
        let holds = self.agreed_by.is_some() && !self.is_over;
        holds.then_some(&self.choice)
    }
}

fn may_decide(role: Role) -> Result<(), Refusal> {
    match role {
        Role::Reviewer | Role::Approver => Ok(()),
        _ => Err(Refusal::Role),
    }
}

#[cfg(test)]
mod tests;
